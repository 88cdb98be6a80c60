{#
    The time that ages are counted to, as a timestamp in UTC: the one asked for, else that of the newest document.
    Never the clock's, so that the same documents give the same tables on every day.
#}
{% macro reference_time() -%}
    {%- if var("as_of") -%}
        {{ as_of() }}
    {%- else -%}
        (select max(newest.retrieved_at) from {{ source('books', 'sighting') }} as newest)
    {%- endif -%}
{%- endmacro %}
