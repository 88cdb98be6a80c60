{# One row per element of a JSON list: `column` of the current row, as text, in a lateral join named `name`. #}
{% macro explode_json_list(column, field, name) -%}
    {{ return(adapter.dispatch('explode_json_list')(column, field, name)) }}
{%- endmacro %}

{% macro duckdb__explode_json_list(column, field, name) -%}
    cross join unnest(cast(json_extract({{ column }}, '$.{{ field }}') as varchar[])) as {{ name }}_list ({{ name }})
{%- endmacro %}

{% macro spark__explode_json_list(column, field, name) -%}
    lateral view explode(from_json(get_json_object({{ column }}, '$.{{ field }}'), 'array<string>')) as {{ name }}
{%- endmacro %}
