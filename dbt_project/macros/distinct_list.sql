{# The distinct values of a text column in order, joined by a separator. #}
{% macro distinct_list(column, separator=',') -%}
    {{ return(adapter.dispatch('distinct_list')(column, separator)) }}
{%- endmacro %}

{% macro duckdb__distinct_list(column, separator) -%}
    string_agg(distinct {{ column }}, '{{ separator }}' order by {{ column }})
{%- endmacro %}

{% macro spark__distinct_list(column, separator) -%}
    array_join(array_sort(collect_set({{ column }})), '{{ separator }}')
{%- endmacro %}
