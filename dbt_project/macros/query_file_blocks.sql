{#
    What the files cover that a person queried and downloaded, by the scope that their names give: one row per direction,
    code in the name and month, with the newest document that covers it. A file of chosen partners covers nothing.
#}
{% macro query_file_blocks(dataset) -%}
    with asked as (
        select
            d.document_id,
            d.retrieved_at,
            flow,
            commodity,
            year || '-' || lpad(cast(month as varchar), 2, '0') as period
        from {{ ref('stg_books__current_document') }} as d
        {{ explode_json_list('d.scope', 'flow', 'flow') }}
        {{ explode_json_list('d.scope', 'commodity', 'commodity') }}
        {{ explode_json_list('d.scope', 'year', 'year') }}
        cross join range(1, 13) as months (month)
        where
            d.dataset = '{{ dataset }}'
            and coalesce({{ json_list_text('d.scope', 'coverage', ' ') }}, 'all') <> 'selection'
            and coalesce({{ json_list_text('d.scope', 'month', ' ') }}, lpad(cast(month as varchar), 2, '0'))
            = lpad(cast(month as varchar), 2, '0')
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by flow, commodity, period
                order by retrieved_at desc, document_id asc
            ) as place
        from asked
    )

    select
        flow,
        commodity,
        period,
        document_id,
        retrieved_at
    from ranked
    where place = 1
{%- endmacro %}
