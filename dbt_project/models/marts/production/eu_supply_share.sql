select
    s.source,
    s.edition,
    s.scope,
    s.commodity,
    s.material,
    s.stage,
    s.stage_reported,
    s.producer_iso3,
    s.producer_name,
    y.year_from,
    y.year_to,
    cast(s.share as double) as share,
    cast(s.share_low as double) as share_low,
    cast(s.share_high as double) as share_high,
    s.trade_parameter,
    s.flag,
    s.is_corrected,
    s.document_id
from {{ ref('stg_eu_criticality__supply_share') }} as s
left join {{ ref('eu_criticality_editions') }} as y on s.edition = y.edition
