-- Values in dollars are the local ones over the rate on the row, to the rounding of a thousandth of a dollar and of the
-- rate's eighth decimal; dollars stay as they are, and without a rate there is no value in dollars.
select
    source,
    currency,
    period,
    value_local,
    currency_per_usd,
    value_usd
from {{ ref('int_trade_flow') }}
where
    (currency = 'USD' and (currency_per_usd <> 1 or value_usd <> value_local))
    or (currency_per_usd is null and value_usd is not null)
    or (currency_per_usd is not null and value_local is not null and value_usd is null)
    or abs(value_usd * currency_per_usd - value_local) > 0.001 * currency_per_usd + 0.001
