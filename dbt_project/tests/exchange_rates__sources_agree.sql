-- The two publishers fix their rates at different hours; a month in which they differ by more than 2 % is a mistake in
-- unit or direction. The largest difference since 2000 is 0.5 %, the euro in December 2008 (2026-11-21).
select
    e.currency,
    e.period,
    e.per_usd as ecb_per_usd,
    h.per_usd as h10_per_usd
from {{ ref('stg_exchange_rates__ecb') }} as e
inner join {{ ref('stg_exchange_rates__h10') }} as h on e.currency = h.currency and e.period = h.period
where abs(e.per_usd - h.per_usd) > 0.02 * h.per_usd
