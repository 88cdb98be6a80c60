with figure as (
    select
        source,
        case flow when 'M' then 'imports' when 'X' then 'exports' end as kind,
        reporter_iso3 as economy_iso3,
        hs_code as item,
        frequency,
        period,
        document_id
    from {{ ref('trade_flow') }}
    where flow in ('M', 'X')
    union all
    select
        source,
        'imports' as kind,
        importer_iso3 as economy_iso3,
        material as item,
        frequency,
        period,
        document_id
    from {{ ref('import_share_row') }}
    union all
    select
        source,
        statistic as kind,
        producer_iso3 as economy_iso3,
        material as item,
        'A' as frequency,
        period,
        document_id
    from {{ ref('production_share') }}
    where producer_iso3 is not null and material is not null
    union all
    select
        source,
        'supply' as kind,
        'EU27' as economy_iso3,
        material as item,
        'A' as frequency,
        edition as period,
        document_id
    from {{ ref('eu_supply_share') }}
    where scope = 'eu' and material is not null
    union all
    select
        'exchange_rates' as source,
        'rate' as kind,
        cast(null as varchar) as economy_iso3,
        currency as item,
        frequency,
        period,
        document_id
    from {{ ref('int_exchange_rate') }}
    where not is_mean_of_months
    union all
    select
        'worldbank' as source,
        'indicator' as kind,
        cast(null as varchar) as economy_iso3,
        indicator as item,
        'A' as frequency,
        period,
        document_id
    from {{ ref('indicator') }}
    where value is not null
)

select
    source,
    kind,
    economy_iso3,
    item,
    frequency,
    period,
    max(document_id) as document_id
from figure
group by source, kind, economy_iso3, item, frequency, period
