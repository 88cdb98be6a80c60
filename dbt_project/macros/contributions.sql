{#
    The union of what each source contributes to one intermediate model.

    A source takes part by adding one file with one macro, `<topic>__<source>()`, that selects the topic's columns
    from its staging model. Gathering them by name means that a new source edits no existing file. The rows are
    matched by column name, also where a contribution is itself a union; the gathering model's contract says which
    columns and types.
#}
{% macro contributions(topic) -%}
    {%- set names = [] -%}
    {%- for name in context.keys() if name.startswith(topic ~ '__') -%}
        {%- do names.append(name) -%}
    {%- endfor -%}
    {%- if not names -%}
        {{ exceptions.raise_compiler_error("no macro named " ~ topic ~ "__<source>: nothing contributes to " ~ topic) }}
    {%- endif -%}
    {%- for name in names | sort %}
{{ 'union all by name' if not loop.first }}
({{ context[name]() }})
    {%- endfor %}
{%- endmacro %}
