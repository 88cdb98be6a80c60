-- The correction for a partner that is counted twice is right: the months of a year add up to the extract's annual
-- figure to the dollar.
with monthly as (
    select
        reporter_iso3,
        partner_iso3,
        hs_code,
        substr(period, 1, 4) as period,
        sum(value_usd) as value_usd
    from {{ ref('stg_comtrade_monthly_series__exports') }}
    group by reporter_iso3, partner_iso3, hs_code, substr(period, 1, 4)
)

select
    m.partner_iso3,
    m.period,
    m.value_usd,
    a.value_usd as annual_usd
from monthly as m
inner join {{ ref('stg_comtrade_extract__trade') }} as a
    on
        m.reporter_iso3 = a.reporter_iso3
        and m.partner_iso3 = a.partner_iso3
        and m.hs_code = a.hs_code
        and m.period = a.period
where a.flow = 'X' and m.value_usd <> a.value_usd
