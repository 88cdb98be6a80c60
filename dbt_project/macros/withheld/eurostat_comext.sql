{# Figures of the Union's members that are known to be withheld: what is confidential is no flow, whatever its value. #}
{% macro withheld__eurostat_comext() -%}
    {{ withheld_rows(ref('stg_eurostat_comext__trade')) }}
{%- endmacro %}
