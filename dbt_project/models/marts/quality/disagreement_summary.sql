select
    source,
    other_source,
    period,
    basis,
    cast(count(*) as integer) as pairs,
    cast(count(share_difference) as integer) as pairs_named,
    {{ median('abs(share_difference)') }} as median_share_difference,
    cast(sum(case when is_same_supplier and share_difference is not null then 1 else 0 end) as double)
    / nullif(count(share_difference), 0) as same_supplier_share,
    {{ median('total_factor') }} as median_total_factor,
    cast(sum(case when is_apart then 1 else 0 end) as integer) as pairs_apart
from {{ ref('int_reading_pair') }}
where
    relation = 'itself'
    and frequency = 'A'
    and least(value_usd, other_value_usd) > {{ var('summary_floor_usd') }}
group by source, other_source, period, basis
