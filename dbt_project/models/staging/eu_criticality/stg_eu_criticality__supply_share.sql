with delivered as (
    select
        'global' as scope,
        s.document_id,
        s.material,
        s.stage,
        s.country,
        s.share,
        s.t
    from {{ source('eu_criticality', 'eu_criticality__global_supply') }} as s
    union all
    select
        'eu' as scope,
        s.document_id,
        s.material,
        s.stage,
        s.country,
        s.share,
        s.t
    from {{ source('eu_criticality', 'eu_criticality__eu_supply') }} as s
),

named as (
    select
        d.scope,
        split_part(c.key, '-', 2) as edition,
        m.commodity,
        m.material,
        w.stage,
        d.stage as stage_reported,
        e.iso3 as producer_iso3,
        e.name as producer_name,
        trim(d.share) as share_printed,
        cast(d.t as decimal(3, 1)) as trade_parameter,
        d.document_id
    from delivered as d
    inner join {{ ref('stg_books__current_document') }} as c on d.document_id = c.document_id
    left join {{ ref('eu_criticality_materials') }} as m
        on {{ eu_criticality_key('d.material') }} = m.material_printed
    left join {{ ref('eu_criticality_economies') }} as e on d.country = e.country_printed
    left join {{ ref('stage_words') }} as w
        on d.stage = w.word and w.source = 'eu_criticality' and w.commodity is null
),

corrected as (
    select
        n.*,
        coalesce(x.corrected, n.share_printed) as token,
        x.corrected is not null as is_corrected
    from named as n
    left join {{ ref('eu_criticality_corrections') }} as x
        on
            n.scope = x.scope
            and n.commodity = x.commodity
            and n.stage = x.stage
            and n.producer_iso3 = x.producer_iso3
            and n.share_printed = x.printed
),

parsed as (
    {{ eu_criticality_shares('corrected') }}
)

select
    -- keys
    'eu_criticality' as source,
    edition,
    scope,
    commodity,
    material,
    stage,
    producer_iso3,
    -- attributes
    stage_reported,
    producer_name,
    share_printed,
    flag,
    is_corrected,
    document_id,
    -- measures
    share,
    share_low,
    share_high,
    trade_parameter
from parsed
