with listed as (
    select
        frequency,
        reporter_iso3,
        period,
        min(first_released_at) as first_released_at,
        max(last_released_at) as last_released_at,
        sum(records) as records
    from {{ ref('stg_comtrade__availability') }}
    group by frequency, reporter_iso3, period
),

revision as (
    select
        frequency,
        reporter_iso3,
        period,
        count(*) as publications
    from {{ ref('stg_comtrade__publication') }}
    group by frequency, reporter_iso3, period
),

loaded as (
    select
        b.frequency,
        a.partner_key as reporter_iso3,
        case
            when length(b.period) = 6 then substr(b.period, 1, 4) || '-' || substr(b.period, 5, 2)
            else b.period
        end as period,
        count(*) as blocks,
        min(b.retrieved_at) as retrieved_at,
        min(cast(d.released_at as timestamp)) as released_at
    from {{ ref('stg_comtrade__block') }} as b
    inner join {{ ref('stg_books__current_document') }} as d on b.document_id = d.document_id
    inner join {{ ref('comtrade_areas') }} as a on b.reporter_code = a.comtrade_code
    group by b.frequency, a.partner_key, b.period
),

known as (
    select distinct
        frequency,
        reporter_iso3
    from listed
)

select
    'comtrade' as source,
    coalesce(l.frequency, b.frequency) as frequency,
    coalesce(l.reporter_iso3, b.reporter_iso3) as reporter_iso3,
    coalesce(l.period, b.period) as period,
    case
        when l.period is null and k.reporter_iso3 is null then 'unlisted'
        when l.period is null then 'not published'
        when b.period is null then 'not loaded'
        when coalesce(b.released_at, b.retrieved_at) < l.last_released_at then 'behind'
        else 'current'
    end as state,
    l.first_released_at,
    l.last_released_at,
    cast(r.publications as integer) as publications,
    cast(l.records as bigint) as records,
    cast(coalesce(b.blocks, 0) as integer) as blocks,
    b.retrieved_at
from listed as l
full outer join loaded as b
    on
        l.frequency = b.frequency
        and l.reporter_iso3 = b.reporter_iso3
        and l.period = b.period
left join known as k
    on
        b.frequency = k.frequency
        and b.reporter_iso3 = k.reporter_iso3
left join revision as r
    on
        coalesce(l.frequency, b.frequency) = r.frequency
        and coalesce(l.reporter_iso3, b.reporter_iso3) = r.reporter_iso3
        and coalesce(l.period, b.period) = r.period
