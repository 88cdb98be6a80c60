{# UN Comtrade's periods. Without rows a period is published where the list of releases, or another answer, has it. #}
{% macro block_state__comtrade() -%}
    select
        'comtrade' as source,
        'comtrade__trade' as dataset,
        b.reporter_iso3,
        b.flow,
        b.item,
        b.period,
        b.frequency,
        case
            when max(t.value_usd) > 0 then 'reported'
            when max(t.value_usd) = 0 then 'zero'
            when max(b.is_published) = 1 then 'empty'
            else 'not_published'
        end as state,
        false as has_suppressed,
        b.document_id,
        b.retrieved_at
    from (
        select
            a.partner_key as reporter_iso3,
            k.flow,
            k.hs_code as item,
            case
                when length(k.period) = 6 then substr(k.period, 1, 4) || '-' || substr(k.period, 5, 2)
                else k.period
            end as period,
            k.frequency,
            k.document_id,
            k.retrieved_at,
            case when p.published_at <= n.known_at then 1 else 0 end as is_published
        from {{ ref('stg_comtrade__block') }} as k
        inner join {{ ref('stg_books__answer') }} as n on k.document_id = n.document_id
        inner join {{ ref('comtrade_areas') }} as a on k.reporter_code = a.comtrade_code
        left join (
            select frequency, reporter_iso3, period, min(published_at) as published_at
            from (
                select frequency, reporter_iso3, period, first_released_at as published_at
                from {{ ref('stg_comtrade__availability') }}
                union all
                select t.frequency, t.reporter_iso3, t.period, d.retrieved_at as published_at
                from {{ ref('stg_comtrade__trade') }} as t
                inner join {{ ref('stg_books__answer') }} as d on t.document_id = d.document_id
            ) as seen
            group by frequency, reporter_iso3, period
        ) as p
            on
                k.frequency = p.frequency
                and a.partner_key = p.reporter_iso3
                and k.period = replace(p.period, '-', '')
    ) as b
    left join {{ ref('stg_comtrade__trade') }} as t
        on
            b.reporter_iso3 = t.reporter_iso3
            and b.flow = t.flow
            and b.item = t.hs_code
            and b.period = t.period
            and b.frequency = t.frequency
    group by b.reporter_iso3, b.flow, b.item, b.period, b.frequency, b.document_id, b.retrieved_at
{%- endmacro %}
