with figure as (
    select
        s.source,
        s.economy_iso3 as reporter_iso3,
        s.frequency,
        s.period,
        v.dataset,
        v.retrieved_at
    from {{ ref('served_period') }} as s
    inner join {{ ref('stg_books__current_document') }} as v on s.document_id = v.document_id
),

-- trade comes reporter by reporter; production, and series made of several reporters, are one publication for all
reported as (
    select distinct
        source,
        reporter_iso3
    from {{ ref('trade_flow') }}
),

every as (
    select
        source,
        cast(null as varchar) as reporter_iso3,
        frequency,
        period,
        dataset,
        retrieved_at
    from figure
    union all
    select f.*
    from figure as f
    inner join reported as r on f.source = r.source and f.reporter_iso3 = r.reporter_iso3
),

newest as (
    select
        source,
        reporter_iso3,
        frequency,
        period,
        dataset,
        retrieved_at,
        max(retrieved_at) over (partition by source, reporter_iso3, frequency) as newest_retrieved_at,
        row_number() over (
            partition by source, reporter_iso3, frequency
            order by period desc, retrieved_at desc, dataset asc
        ) as place
    from every
),

fresh as (
    select
        source,
        dataset,
        reporter_iso3,
        frequency,
        period as newest_period,
        newest_retrieved_at as retrieved_at
    from newest
    where place = 1
    union all
    select
        split_part(dataset, '__', 1) as source,
        dataset,
        cast(null as varchar) as reporter_iso3,
        cast(null as varchar) as frequency,
        cast(null as varchar) as newest_period,
        max(retrieved_at) as retrieved_at
    from {{ ref('stg_books__current_document') }}
    where dataset not in (select f.dataset from figure as f)
    group by dataset
),

timed as (
    select
        f.*,
        {{ reference_time() }} as reference_at,
        l.lag_days,
        {{ newest_period_due(reference_time(), 'l.lag_days', 'f.frequency') }} as expected_newest_period
    from fresh as f
    left join {{ ref('publication_lags') }} as l on f.source = l.source and f.frequency = l.frequency
)

select
    source,
    dataset,
    reporter_iso3,
    frequency,
    newest_period,
    retrieved_at,
    reference_at,
    cast({{ days_between('retrieved_at', 'reference_at') }} as integer) as age_days,
    lag_days,
    expected_newest_period,
    newest_period < expected_newest_period as is_late,
    case
        when newest_period is null then 'no period of it is served by itself'
        when lag_days is null then 'its publisher keeps no dates'
    end as reason
from timed
