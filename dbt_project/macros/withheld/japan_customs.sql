{# Figures of Japan that are known to be withheld. #}
{% macro withheld__japan_customs() -%}
    {{ withheld_rows(ref('stg_japan_customs__trade'), 'value_jpy') }}
{%- endmacro %}
