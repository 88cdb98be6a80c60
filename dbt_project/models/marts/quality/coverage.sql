with floor as (
    select
        f.*,
        {{ newest_period_due(reference_time(), 'l.lag_days', 'f.frequency') }} as expected_newest_period
    from {{ ref('coverage_floors') }} as f
    left join {{ ref('publication_lags') }} as l on f.source = l.source and f.frequency = l.frequency
),

found as (
    select
        f.floor,
        s.period
    from floor as f
    inner join {{ ref('served_period') }} as s
        on
            f.source = s.source
            and f.kind = s.kind
            and f.frequency = s.frequency
            and s.item like f.item || '%'
    left join {{ ref('economies') }} as e on s.economy_iso3 = e.iso3
    where s.economy_iso3 = f.economy_iso3 or (f.economy_iso3 = 'EU27' and e.is_eu27)
    group by f.floor, s.period
),

-- what was landed for it and passed, ever
document as (
    select
        f.floor,
        v.partition,
        v.key like '%+%' as is_of_several_codes,
        l.rows_accepted
    from floor as f
    inner join {{ ref('stg_books__sighting') }} as v
        on f.dataset = v.dataset and {{ matches('v.key', 'f.document_keys') }}
    inner join {{ source('books', 'load') }} as l on v.document_id = l.document_id
),

landed as (
    select
        floor,
        count(*) as documents
    from document
    where rows_accepted > 0
    group by floor
),

-- years that are over, of which a document of this code alone had rows, and that no table shows
lost as (
    select
        d.floor,
        count(distinct d.partition) as years_lost
    from document as d
    where
        d.rows_accepted > 0
        and not d.is_of_several_codes
        and d.partition is not null
        and cast(d.partition as integer) < extract(year from {{ reference_time() }})
        and d.floor in (
            select f.floor from floor as f where f.source in ('comtrade', 'eurostat_comext', 'us_census', 'korea_customs')
        )
        and not exists (
            select 1
            from found as s
            where s.floor = d.floor and substr(s.period, 1, 4) = d.partition
        )
    group by d.floor
),

spanned as (
    select
        floor,
        min(period) as earliest_period,
        max(period) as newest_period,
        count(*) as periods
    from found
    group by floor
)

select
    f.floor,
    f.scope,
    f.source,
    f.kind,
    f.economy_iso3,
    f.item,
    f.frequency,
    cast(coalesce(d.documents, 0) as integer) as documents,
    cast(coalesce(s.periods, 0) as integer) as periods,
    f.earliest_period as expected_earliest_period,
    s.earliest_period,
    f.expected_newest_period,
    s.newest_period,
    s.newest_period is null or coalesce(s.earliest_period > f.earliest_period, false) as is_missing,
    s.newest_period < f.expected_newest_period as is_late,
    cast(coalesce(l.years_lost, 0) as integer) as years_lost,
    coalesce(d.documents > 0 and (s.newest_period is null or l.years_lost > 0), false) as is_lost,
    f.note
from floor as f
left join spanned as s on f.floor = s.floor
left join landed as d on f.floor = d.floor
left join lost as l on f.floor = l.floor
