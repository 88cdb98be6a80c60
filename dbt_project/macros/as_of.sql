{# The time whose state of knowledge is asked for, as a timestamp in UTC; far in the future for "now". #}
{% macro as_of() -%}
    cast('{{ var("as_of") or "9999-12-31T00:00:00" }}' as timestamp)
{%- endmacro %}
