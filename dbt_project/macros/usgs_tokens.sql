{# What USGS prints where a figure is expected, and what it means. One place for it; the models only call these. #}

{# Text without the no-break spaces and the blanks around it. #}
{% macro usgs_text(column) -%}
    nullif(trim(replace({{ column }}, '{{ "\u00a0" }}', ' ')), '')
{%- endmacro %}

{# Text as the seeds key it: lower case, single blanks. #}
{% macro usgs_key(column) -%}
    lower(replace(replace({{ usgs_text(column) }}, '  ', ' '), '  ', ' '))
{%- endmacro %}

{# A name without the numbers of footnotes behind it, as in New Caledonia9. #}
{% macro usgs_without_number(name) -%}
    regexp_replace({{ name }}, '[ ,]*[0-9]+([ ,]+[0-9]+)*$', '')
{%- endmacro %}

{# A name without the letter e (estimated) or r (revised) behind it, as in Japane. #}
{% macro usgs_without_letter(name) -%}
    regexp_replace({{ name }}, '[er]$', '')
{%- endmacro %}

{# The number that a text prints, thousands separated by commas; NULL when it prints none. #}
{% macro usgs_number(text) -%}
    try_cast(replace({{ text }}, ',', '') as decimal(24, 6))
{%- endmacro %}

{#
    The rows of `relation` with what its column `token` means: value, value_lower, value_upper and flag.

    `status` is `estimated` or `reported`, the flag of a plain number. `s` is documented as "small", yet it is what any
    footnote without a number becomes: `notes` decide between less than half a unit, a figure that stands in another
    row, and a footnote that gives none.
#}
{% macro usgs_figures(relation) %}
    select
        *,
        case when flag in ('reported', 'estimated', 'zero') then coalesce(exact, 0) end as value,
        case
            when flag in ('reported', 'estimated', 'zero') then coalesce(exact, 0)
            when flag = 'lower_bound' then bound
            when flag = 'range' then range_from
            when flag in ('small', 'upper_bound') then 0
        end as value_lower,
        case
            when flag in ('reported', 'estimated', 'zero') then coalesce(exact, 0)
            when flag = 'upper_bound' then bound
            when flag = 'range' then range_to
            when flag = 'small' then 0.5
        end as value_upper
    from (
        select
            *,
            case
                when token is null then 'blank'
                when lower(token) like 'included %' then 'included_elsewhere'
                when token = 's' and (
                    lower(notes) like '%included with “%' or lower(notes) like '%included in “world%'
                    or lower(notes) like '% are included with %'
                ) then 'included_elsewhere'
                when token = 's' and lower(notes) not like '%less than%' then 'footnote'
                when token = '—' or exact = 0 then 'zero'
                when exact is not null then status
                when token = 'W' then 'withheld'
                when token = 'NA' then 'not_available'
                when token = 'XX' then 'not_applicable'
                when token = 'E' then 'net_exporter'
                when token = 's' then 'small'
                when token like '>%' and bound is not null then 'lower_bound'
                when token like '<%' and bound is not null then 'upper_bound'
                when token like '?%' then 'damaged'
                when range_from is not null and range_to is not null then 'range'
                when lower(token) in ('large', 'moderate', 'moderate to large', 'small', 'very small')
                    or token like 'Variable,%' then 'described'
                else 'unreadable'
            end as flag
        from (
            select
                *,
                {{ usgs_number('token') }} as exact,
                {{ usgs_number("trim(substr(token, 2))") }} as bound,
                {{ usgs_number("trim(split_part(replace(token, '–', '-'), '-', 1))") }} as range_from,
                {{ usgs_number("trim(split_part(replace(token, '–', '-'), '-', 2))") }} as range_to
            from {{ relation }}
        ) as parsed
    ) as flagged
{% endmacro %}

{# Notes joined by " -- ", without the one that an erratum takes out and with the one that it adds. #}
{% macro usgs_corrected_notes(notes, note_before, note_after) -%}
    nullif(
        concat_ws(
            ' -- ',
            nullif(
                case
                    when {{ note_before }} is null then {{ notes }}
                    else replace(replace({{ notes }}, ' -- ' || {{ note_before }}, ''), {{ note_before }}, '')
                end,
                ''
            ),
            {{ note_after }}
        ),
        ''
    )
{%- endmacro %}

{# One row per entry of a JSON object of texts, in a lateral join: its key and its value. #}
{% macro usgs_entries(column, name, key, value) -%}
    {{ return(adapter.dispatch('usgs_entries')(column, name, key, value)) }}
{%- endmacro %}

{% macro duckdb__usgs_entries(column, name, key, value) -%}
    cross join (
        select
            entry.key as {{ key }},
            entry.value as {{ value }}
        from (select unnest(map_entries(cast({{ column }} as map(varchar, varchar)))) as entry)
    ) as {{ name }}
{%- endmacro %}

{% macro spark__usgs_entries(column, name, key, value) -%}
    lateral view explode(from_json({{ column }}, 'map<string,string>')) {{ name }} as {{ key }}, {{ value }}
{%- endmacro %}
