{#
    Figures of Japan that are known to be withheld: suppressed cells, and what stands under joint codes such as
    28469XXXX instead of its own. The latter are flows under the digits that they begin with.
#}
{% macro withheld__japan_customs() -%}
    {{ withheld_rows(ref('stg_japan_customs__trade'), "'JPY'", 'value_jpy') }}
    union all
    select
        source,
        reporter_iso3,
        partner_kind,
        flow,
        hs_code,
        period,
        frequency,
        'JPY' as currency,
        value_jpy as value_local,
        weight_kg,
        true as is_counted,
        document_id
    from {{ ref('stg_japan_customs__trade') }}
    where state = 'reported' and try_cast(hs_code as integer) is null
{%- endmacro %}
