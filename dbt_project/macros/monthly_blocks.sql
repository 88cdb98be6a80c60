{#
    The state of each month that a monthly customs source was asked for.

    `asked`: a query of what was asked: reporter_iso3, flow, code, year, document_id; and `by_period` the month, where
    a document may cover less than a year. `staged`: the staging model with a state on each row. A code stands for itself and for the codes of reference.material_code below it. A month is
    published when an answer as old as this one holds a row of that reporter and flow in it or in a later month: only
    then is a code without rows one without trade.
#}
{% macro monthly_blocks(dataset, asked, staged, by_period=false) -%}
    {%- set unit = 'period' if by_period else 'year' -%}
    select * from (
        with asked as (
            {{ asked }}
        ),

        code as (
            select distinct code from asked
        ),

        answered as (
            select
                a.reporter_iso3,
                a.flow,
                a.{{ unit }},
                c.item,
                n.document_id,
                n.retrieved_at,
                n.known_at,
                row_number() over (
                    partition by a.reporter_iso3, a.flow, a.{{ unit }}, c.item
                    order by n.known_at desc, n.document_id asc
                ) as place
            from asked as a
            inner join {{ ref('stg_books__answer') }} as n on a.document_id = n.document_id
            inner join (
                select code, code as item from code where length(code) >= 4
                union
                select code.code, m.hs_code as item
                from code
                inner join {{ ref('material_codes') }} as m on code.code = substr(m.hs_code, 1, length(code.code))
            ) as c on a.code = c.code
        ),

        item as (
            select *
            from answered
            where place = 1
        ),

        cell as (
            select
                t.reporter_iso3,
                t.flow,
                t.hs_code,
                t.period,
                n.known_at,
                max(case when t.state = 'reported' then 1 else 0 end) as reported,
                max(case when t.state = 'suppressed' then 1 else 0 end) as suppressed,
                max(case when t.state = 'zero' then 1 else 0 end) as zero,
                max(case when t.state = 'not_published' then 1 else 0 end) as not_published,
                max(case when t.state <> 'not_published' then 1 else 0 end) as published
            from {{ staged }} as t
            inner join {{ ref('stg_books__answer') }} as n on t.document_id = n.document_id
            group by t.reporter_iso3, t.flow, t.hs_code, t.period, n.known_at
        ),

        -- one pass in the order of the answers, because each of them joined to all before it takes the square of them
        timeline as (
            select distinct
                reporter_iso3,
                flow,
                known_at,
                max(period) over (
                    partition by reporter_iso3, flow
                    order by known_at
                    range between unbounded preceding and current row
                ) as last_period
            from (
                select
                    reporter_iso3,
                    flow,
                    known_at,
                    period
                from cell
                where published = 1
                union all
                select
                    reporter_iso3,
                    flow,
                    known_at,
                    cast(null as varchar) as period
                from item
            ) as seen
        ),

        -- each code under the codes that were asked for, so that what was asked meets its rows by equality
        below as (
            select
                t.reporter_iso3,
                t.flow,
                d.digits,
                substr(t.hs_code, 1, d.digits) as item,
                t.period,
                max(t.reported) as reported,
                max(t.suppressed) as suppressed,
                max(t.zero) as zero,
                max(t.not_published) as not_published
            from cell as t
            inner join (select distinct length(item) as digits from item) as d on length(t.hs_code) >= d.digits
            group by t.reporter_iso3, t.flow, d.digits, substr(t.hs_code, 1, d.digits), t.period
        ),

        block as (
            select
                i.reporter_iso3,
                i.flow,
                i.item,
                {% if by_period %}i.period{% else %}i.year || '-' || lpad(cast(month as varchar), 2, '0') as period{% endif %},
                i.document_id,
                i.retrieved_at,
                p.last_period
            from item as i
            {% if not by_period %}cross join range(1, 13) as months (month){% endif %}
            inner join timeline as p
                on i.reporter_iso3 = p.reporter_iso3 and i.flow = p.flow and i.known_at = p.known_at
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
                when t.reported = 1 then 'reported'
                when t.suppressed = 1 then 'suppressed'
                when t.zero = 1 then 'zero'
                when t.not_published = 1 then 'not_published'
                when b.period <= b.last_period then 'empty'
                else 'not_published'
            end as state,
            coalesce(t.suppressed = 1, false) as has_suppressed,
            b.document_id,
            b.retrieved_at
        from block as b
        left join below as t
            on
                b.reporter_iso3 = t.reporter_iso3
                and b.flow = t.flow
                and b.item = t.item
                and b.period = t.period
    ) as {{ dataset }}
{%- endmacro %}
