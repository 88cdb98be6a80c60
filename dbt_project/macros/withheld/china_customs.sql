{# Figures of China that are known to be withheld. #}
{% macro withheld__china_customs() -%}
    {{ withheld_rows(ref('stg_china_customs__trade'), "currency", 'value_local') }}
{%- endmacro %}
