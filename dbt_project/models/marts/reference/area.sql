select
    partner_key,
    min(name) as name,
    min(kind) as kind
from {{ ref('comtrade_areas') }}
where kind not in ('economy', 'world')
group by partner_key
union all
select
    'RESIDUAL' as partner_key,
    'In the total but under no partner' as name,
    'residual' as kind
