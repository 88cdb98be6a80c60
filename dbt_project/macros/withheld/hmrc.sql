{# Figures of the United Kingdom that are known to be withheld. #}
{% macro withheld__hmrc() -%}
    {{ withheld_rows(ref('stg_hmrc__trade'), "'GBP'", 'value_gbp') }}
{%- endmacro %}
