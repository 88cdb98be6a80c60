{#
    The suppressed rows of a staging model that are not among its flows. With `counted` a suppressed row that has a
    value is one of them, of unknown origin; else no suppressed row is. `currency` is SQL.
#}
{% macro withheld_rows(staged, currency, value, counted=true) -%}
    select
        source,
        reporter_iso3,
        partner_kind,
        flow,
        hs_code,
        period,
        frequency,
        {{ currency }} as currency,
        {{ value }} as value_local,
        weight_kg,
        false as is_counted,
        document_id
    from {{ staged }}
    where state = 'suppressed'{% if counted %} and {{ value }} is null{% endif %}
{%- endmacro %}
