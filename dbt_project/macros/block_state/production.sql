{#
    What the newest edition prints for an economy: withheld is suppressed, and no number is empty, whatever the reason.
    An economy that a table names twice has the state of its figure.
#}
{% macro block_state__production() -%}
    select
        p.source,
        d.dataset,
        p.producer_iso3 as reporter_iso3,
        cast(null as varchar) as flow,
        p.commodity || ' / ' || p.statistic_detail || ' / ' || p.stage || ' / ' || p.statistic as item,
        p.period,
        p.frequency,
        case
            when max(case when p.flag not in ('withheld', 'zero') then coalesce(p.quantity, p.quantity_lower, p.quantity_upper) end)
                is not null then 'reported'
            when max(case when p.flag = 'withheld' then 1 end) = 1 then 'suppressed'
            when max(case when p.flag = 'zero' then 1 end) = 1 then 'zero'
            else 'empty'
        end as state,
        coalesce(max(case when p.flag = 'withheld' then 1 end) = 1, false) as has_suppressed,
        max(p.document_id) as document_id,
        max(d.retrieved_at) as retrieved_at
    from {{ ref('int_production') }} as p
    inner join {{ ref('int_production_total') }} as n
        on
            p.source = n.source
            and p.edition is not distinct from n.edition
            and p.commodity = n.commodity
            and p.statistic_detail = n.statistic_detail
            and p.stage = n.stage
            and p.statistic = n.statistic
            and p.period = n.period
            and p.frequency = n.frequency
            and n.is_newest_edition
    inner join {{ ref('stg_books__answer') }} as d on p.document_id = d.document_id
    where p.producer_kind = 'economy' and p.producer_iso3 is not null
    group by
        p.source, d.dataset, p.producer_iso3, p.commodity, p.statistic_detail, p.stage, p.statistic, p.period,
        p.frequency
{%- endmacro %}
