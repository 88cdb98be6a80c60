with gathered as (
    {{ contributions('withheld') }}
)

select
    source,
    reporter_iso3,
    flow,
    hs_code,
    period,
    frequency,
    min(document_id) as document_id
from gathered
group by source, reporter_iso3, flow, hs_code, period, frequency
