{#
    The state of each month that a monthly customs source was asked for.

    `asked`: a query of what was asked: reporter_iso3, flow, code, year, document_id. `staged`: the staging model with
    a state on each row. A code stands for itself and for the codes of reference.material_code below it. A month is
    published when an answer as old as this one holds a row of that reporter and flow in it or in a later month: only
    then is a code without rows one without trade.
#}
{% macro monthly_blocks(dataset, asked, staged) -%}
    select * from (
        with asked as (
            {{ asked }}
        ),

        item as (
            select
                a.reporter_iso3,
                a.flow,
                a.year,
                c.item,
                n.document_id,
                n.retrieved_at,
                n.known_at,
                row_number() over (
                    partition by a.reporter_iso3, a.flow, a.year, c.item
                    order by n.known_at desc, n.document_id asc
                ) as place
            from asked as a
            inner join {{ ref('stg_books__answer') }} as n on a.document_id = n.document_id
            inner join (
                select distinct code, code as item from asked where length(code) >= 4
                union
                select distinct a.code, m.hs_code as item
                from asked as a
                inner join {{ ref('material_codes') }} as m on m.hs_code like a.code || '%'
            ) as c on a.code = c.code
        ),

        cell as (
            select
                reporter_iso3,
                flow,
                hs_code,
                period,
                document_id,
                max(case when state = 'reported' then 1 else 0 end) as reported,
                max(case when state = 'suppressed' then 1 else 0 end) as suppressed,
                max(case when state = 'zero' then 1 else 0 end) as zero,
                max(case when state = 'not_published' then 1 else 0 end) as not_published,
                max(case when state <> 'not_published' then 1 else 0 end) as published
            from {{ staged }}
            group by reporter_iso3, flow, hs_code, period, document_id
        ),

        published as (
            select
                t.reporter_iso3,
                t.flow,
                n.known_at,
                max(t.period) as last_period
            from cell as t
            inner join {{ ref('stg_books__answer') }} as n on t.document_id = n.document_id
            where t.published = 1
            group by t.reporter_iso3, t.flow, n.known_at
        ),

        block as (
            select
                i.reporter_iso3,
                i.flow,
                i.item,
                i.year || '-' || lpad(cast(month as varchar), 2, '0') as period,
                i.document_id,
                i.retrieved_at,
                max(p.last_period) as last_period
            from item as i
            cross join range(1, 13) as months (month)
            left join published as p
                on i.reporter_iso3 = p.reporter_iso3 and i.flow = p.flow and p.known_at <= i.known_at
            where i.place = 1
            group by i.reporter_iso3, i.flow, i.item, i.year, month, i.document_id, i.retrieved_at
        )

        select
            '{{ dataset.split("__")[0] }}' as source,
            '{{ dataset }}' as dataset,
            b.reporter_iso3,
            b.flow,
            b.item,
            b.period,
            'M' as frequency,
            case
                when max(t.reported) = 1 then 'reported'
                when max(t.suppressed) = 1 then 'suppressed'
                when max(t.zero) = 1 then 'zero'
                when max(t.not_published) = 1 then 'not_published'
                when b.period <= b.last_period then 'empty'
                else 'not_published'
            end as state,
            coalesce(max(t.suppressed) = 1, false) as has_suppressed,
            b.document_id,
            b.retrieved_at
        from block as b
        left join cell as t
            on
                b.reporter_iso3 = t.reporter_iso3
                and b.flow = t.flow
                and b.period = t.period
                and substr(b.item, 1, 4) = substr(t.hs_code, 1, 4)
                and t.hs_code like b.item || '%'
        group by b.reporter_iso3, b.flow, b.item, b.period, b.last_period, b.document_id, b.retrieved_at
    ) as {{ dataset }}
{%- endmacro %}
