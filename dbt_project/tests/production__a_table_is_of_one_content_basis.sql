-- A table goes on from edition to edition in one basis: gross weight, content and oxide stand in tables of their own.
select
    source,
    commodity,
    stage,
    statistic,
    statistic_detail,
    min(content_basis) as one,
    max(content_basis) as other,
    max(document_id) as document_id
from {{ ref('int_production') }}
group by source, commodity, stage, statistic, statistic_detail
having count(distinct content_basis) > 1
