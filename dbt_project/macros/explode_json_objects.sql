{# One row per object of a JSON list: `column` of the current row, as JSON, in a lateral join named `name`. #}
{% macro explode_json_objects(column, name) -%}
    {{ return(adapter.dispatch('explode_json_objects')(column, name)) }}
{%- endmacro %}

{% macro duckdb__explode_json_objects(column, name) -%}
    cross join unnest(cast({{ column }} as json[])) as {{ name }}_list ({{ name }})
{%- endmacro %}

{% macro spark__explode_json_objects(column, name) -%}
    lateral view explode(from_json({{ column }}, 'array<string>')) as {{ name }}
{%- endmacro %}

{# A field of a JSON object as text. #}
{% macro json_text(object, field) -%}
    {{ return(adapter.dispatch('json_text')(object, field)) }}
{%- endmacro %}

{% macro duckdb__json_text(object, field) -%}
    json_extract_string({{ object }}, '$.{{ field }}')
{%- endmacro %}

{% macro spark__json_text(object, field) -%}
    get_json_object({{ object }}, '$.{{ field }}')
{%- endmacro %}

{# A list of texts in a field of a JSON object, joined by a separator. #}
{% macro json_list_text(object, field, separator) -%}
    {{ return(adapter.dispatch('json_list_text')(object, field, separator)) }}
{%- endmacro %}

{% macro duckdb__json_list_text(object, field, separator) -%}
    array_to_string(cast(json_extract({{ object }}, '$.{{ field }}') as varchar[]), '{{ separator }}')
{%- endmacro %}

{% macro spark__json_list_text(object, field, separator) -%}
    array_join(from_json(get_json_object({{ object }}, '$.{{ field }}'), 'array<string>'), '{{ separator }}')
{%- endmacro %}
