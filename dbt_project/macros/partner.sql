{# The partner of a row in the tables of results, and its kind, by the list of areas that `area` is the alias of. A
   partner that the list lacks is of unknown origin: its suite lets it pass while it is little of its document. #}
{% macro partner_key(area) -%}
    coalesce({{ area }}.partner_key, '_U')
{%- endmacro %}

{% macro partner_kind(area) -%}
    coalesce({{ area }}.kind, 'unknown')
{%- endmacro %}

{#
    The rows of a raw table of customs, `read`, and those in quarantine under its name, `table`, of which all but the
    origin could be read: `partner`, the column of the publisher's partner, names no area in these. `columns` are the
    others that are needed, with the type of each; their names are the fields of a row in quarantine too.
#}
{% macro with_unread(read, table, partner, columns) -%}
    (
        select
            t.document_id,
            t.row_number,
            {% for name, type in columns.items() -%}
            t.{{ name }},
            {% endfor -%}
            cast(t.{{ partner }} as varchar) as {{ partner }}
        from {{ read }} as t
        union all
        select
            q.document_id,
            cast(q.row_number as integer) as row_number,
            {% for name, type in columns.items() -%}
            cast({{ json_text('q.content', name) }} as {{ type }}) as {{ name }},
            {% endfor -%}
            concat('unread row ', cast(q.row_number as varchar)) as {{ partner }}
        from {{ source('books', 'quarantine') }} as q
        where q.dataset = '{{ table }}' and q.reason like 'of unknown origin: %'
    )
{%- endmacro %}
