select
    iso3 as importer_iso3,
    name,
    'economy' as kind
from {{ ref('economies') }}
union all
select
    'EU27' as importer_iso3,
    'European Union' as name,
    'bloc' as kind
