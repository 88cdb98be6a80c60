{# The median of a column, NULLs left out; of an even number of figures the mean of the middle two. #}
{% macro median(column) -%}
    {{ quantile(column, 0.5) }}
{%- endmacro %}

{# A quantile, interpolated between neighbours. #}
{% macro quantile(column, part) -%}
    {{ return(adapter.dispatch('quantile')(column, part)) }}
{%- endmacro %}

{% macro duckdb__quantile(column, part) -%}
    quantile_cont({{ column }}, {{ part }})
{%- endmacro %}

{% macro spark__quantile(column, part) -%}
    percentile({{ column }}, {{ part }})
{%- endmacro %}
