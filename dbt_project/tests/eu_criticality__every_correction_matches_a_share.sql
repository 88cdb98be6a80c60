-- A correction that corrects nothing is out of date, once the table it is for is there.
select x.*
from {{ ref('eu_criticality_corrections') }} as x
left join {{ ref('stg_eu_criticality__supply_share') }} as s
    on
        x.scope = s.scope
        and x.commodity = s.commodity
        and x.stage = s.stage
        and x.producer_iso3 = s.producer_iso3
        and s.is_corrected
where s.scope is null and x.scope in (select t.scope from {{ ref('stg_eu_criticality__supply_share') }} as t)
