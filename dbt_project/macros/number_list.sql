{#
    Numbers of rows, kept as a list of integers: making text of them in the same aggregation costs five times all the
    rest of it. `number_list` is a list of one number, `number_set` gathers a group's in order, `number_union` those of a group's
    lists, and `number_text` joins a list by commas, for a reader.
#}
{% macro number_list(number) -%}
    {{ return(adapter.dispatch('number_list')(number)) }}
{%- endmacro %}

{% macro duckdb__number_list(number) -%}
    list_value(cast({{ number }} as bigint))
{%- endmacro %}

{% macro spark__number_list(number) -%}
    array(cast({{ number }} as bigint))
{%- endmacro %}

{% macro number_set(number) -%}
    {{ return(adapter.dispatch('number_set')(number)) }}
{%- endmacro %}

{% macro duckdb__number_set(number) -%}
    list_sort(list(cast({{ number }} as bigint)))
{%- endmacro %}

{% macro spark__number_set(number) -%}
    array_sort(collect_list(cast({{ number }} as bigint)))
{%- endmacro %}

{% macro number_text(numbers) -%}
    {{ return(adapter.dispatch('number_text')(numbers)) }}
{%- endmacro %}

{% macro duckdb__number_text(numbers) -%}
    array_to_string({{ numbers }}, ',')
{%- endmacro %}

{% macro spark__number_text(numbers) -%}
    array_join(transform({{ numbers }}, number -> cast(number as string)), ',')
{%- endmacro %}

{% macro number_union(numbers) -%}
    {{ return(adapter.dispatch('number_union')(numbers)) }}
{%- endmacro %}

{% macro duckdb__number_union(numbers) -%}
    list_sort(flatten(list({{ numbers }})))
{%- endmacro %}

{% macro spark__number_union(numbers) -%}
    array_sort(flatten(collect_list({{ numbers }})))
{%- endmacro %}
