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
        f.source,
        v.document_id,
        v.partition,
        v.retrieved_at,
        v.key like '%+%' as is_of_several_codes
    from floor as f
    inner join {{ ref('stg_books__sighting') }} as v
        on f.dataset = v.dataset and {{ matches('v.key', 'f.document_keys') }}
    inner join {{ source('books', 'load') }} as l on v.document_id = l.document_id
    where l.rows_accepted > 0
),

landed as (
    select
        floor,
        count(*) as documents
    from document
    group by floor
),

found_year as (
    select distinct
        floor,
        substr(period, 1, 4) as year
    from found
),

-- only a document of this series alone shows by its rows that there is something of it to serve; where documents are of
-- one year, of each year that is over
unserved as (
    select
        d.floor,
        d.document_id,
        d.retrieved_at,
        case when d.is_yearly then d.partition end as year_lost
    from (
        select
            w.*,
            coalesce(
                w.source in ('comtrade', 'eurostat_comext', 'us_census', 'korea_customs')
                and cast(w.partition as integer) < extract(year from {{ reference_time() }}),
                false
            ) as is_yearly
        from document as w
        where not w.is_of_several_codes
    ) as d
    left join found_year as y on d.floor = y.floor and d.partition = y.year
    left join (select distinct f.floor from found as f) as s on d.floor = s.floor
    where s.floor is null or (d.is_yearly and y.floor is null)
),

lost as (
    select
        floor,
        count(distinct year_lost) as years_lost,
        max(case when place = 1 then document_id end) as document_id
    from (
        select
            u.*,
            row_number() over (partition by u.floor order by u.retrieved_at desc, u.document_id asc) as place
        from unserved as u
    ) as placed
    group by floor
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
    f.dataset,
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
    l.floor is not null as is_lost,
    l.document_id as lost_document_id,
    case
        when l.floor is not null
            then f.kind || ' of ' || f.economy_iso3 || ', ' || f.item || ' (' || f.source || ', ' || f.frequency
                || '): document ' || l.document_id || ' has rows, and '
                || case
                    when s.newest_period is null then 'nothing of the series is'
                    else cast(l.years_lost as varchar) || ' of its years are not'
                end
                || ' served. Look at it with chokepoint documents --source ' || f.source
                || ', take it out with chokepoint withdraw ' || l.document_id
    end as problem,
    f.note
from floor as f
left join spanned as s on f.floor = s.floor
left join landed as d on f.floor = d.floor
left join lost as l on f.floor = l.floor
