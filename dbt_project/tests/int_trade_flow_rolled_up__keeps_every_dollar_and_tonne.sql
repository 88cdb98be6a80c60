-- Added up to six digits, the national codes below a code keep value and weight of each partner and period.
{% set flow_key = 'source, reporter_iso3, partner_iso3, period, frequency' %}
with target as (
    select distinct
        source,
        reporter_iso3,
        period,
        frequency,
        rolled_up_to
    from {{ ref('int_trade_flow_rolled_up') }}
    where length(rolled_up_to) = 6
),

before as (
    select
        f.source,
        f.reporter_iso3,
        f.partner_iso3,
        f.period,
        f.frequency,
        t.rolled_up_to,
        sum(f.value_usd) as value_usd,
        sum(f.weight_kg) as weight_kg,
        count(*) as flows
    from {{ ref('int_trade_flow') }} as f
    inner join target as t
        on
            f.source = t.source
            and f.reporter_iso3 = t.reporter_iso3
            and f.period = t.period
            and f.frequency = t.frequency
            and substr(f.hs_code, 1, 6) = t.rolled_up_to
    where f.flow = 'M'
    group by f.source, f.reporter_iso3, f.partner_iso3, f.period, f.frequency, t.rolled_up_to
),

after as (
    select
        {{ flow_key }},
        rolled_up_to,
        sum(value_usd) as value_usd,
        sum(weight_kg) as weight_kg,
        count(*) as flows
    from {{ ref('int_trade_flow_rolled_up') }}
    where length(rolled_up_to) = 6
    group by {{ flow_key }}, rolled_up_to
),

lost as (
    select * from before
    except
    select * from after
),

gained as (
    select * from after
    except
    select * from before
)

select * from lost
union all
select * from gained
