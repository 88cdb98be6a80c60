{# What the EU's criticality study prints where a share or a name is expected. One place for it. #}

{# A material as the seed keys it: lower case, single blanks; a printed name may hold a line break. #}
{% macro eu_criticality_key(column) -%}
    lower(replace(replace(replace({{ column }}, chr(13), ' '), chr(10), ' '), '  ', ' '))
{%- endmacro %}

{# The rows of `relation` with what its column `token` means: share, share_low, share_high (0 to 1) and flag. #}
{% macro eu_criticality_shares(relation) %}
    select
        *,
        case when flag = 'reported' then fraction end as share,
        case
            when flag in ('reported', 'lower_bound') then fraction
            when flag = 'upper_bound' then cast(0 as decimal(7, 6))
        end as share_low,
        case
            when flag in ('reported', 'upper_bound') then fraction
            when flag = 'lower_bound' then cast(1 as decimal(7, 6))
        end as share_high
    from (
        select
            *,
            case
                when token is null then 'blank'
                when token in ('n/a', '-') then 'not_available'
                when fraction is null or right(token, 1) <> '%' then 'unknown'
                when token like '<%' then 'upper_bound'
                when token like '>%' then 'lower_bound'
                else 'reported'
            end as flag
        from (
            select
                *,
                cast(
                    try_cast(replace(replace(replace(token, '%', ''), '<', ''), '>', '') as decimal(9, 4))
                    * cast(0.01 as decimal(3, 2)) as decimal(7, 6)
                ) as fraction
            from {{ relation }}
        ) as parsed
    ) as flagged
{% endmacro %}
