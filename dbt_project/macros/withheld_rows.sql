{#
    The suppressed rows of a staging model that are not among its flows. Where `value` names the column of values, a
    suppressed row that has one is a flow, of unknown origin.
#}
{% macro withheld_rows(staged, value=none) -%}
    select
        source,
        reporter_iso3,
        flow,
        hs_code,
        period,
        frequency,
        document_id
    from {{ staged }}
    where state = 'suppressed'{% if value %} and {{ value }} is null{% endif %}
{%- endmacro %}
