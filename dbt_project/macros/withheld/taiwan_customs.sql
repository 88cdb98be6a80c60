{# Figures of Taiwan that are known to be withheld. #}
{% macro withheld__taiwan_customs() -%}
    {{ withheld_rows(ref('stg_taiwan_customs__trade'), "currency", 'value_local') }}
{%- endmacro %}
