{# Figures of Korea that are known to be withheld. #}
{% macro withheld__korea_customs() -%}
    {{ withheld_rows(ref('stg_korea_customs__trade'), "'USD'", 'value_usd') }}
{%- endmacro %}
