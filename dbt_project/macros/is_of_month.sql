{# Whether a document is of a month of its year, by its scope: it lists months as 01 to 12, or is of all of them. #}
{% macro is_of_month(scope, month) -%}
    (
        {{ json_list_text(scope, 'month', ' ') }} is null
        or concat(' ', {{ json_list_text(scope, 'month', ' ') }}, ' ')
        like concat('% ', lpad(cast({{ month }} as varchar), 2, '0'), ' %')
    )
{%- endmacro %}
