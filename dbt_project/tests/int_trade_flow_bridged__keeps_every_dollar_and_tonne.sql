-- Restating flows in one edition changes no sum: value and weight of each source, reporter, partner, flow and period.
{% set flow_key = 'source, reporter_iso3, partner_iso3, flow, period, frequency' %}
with before as (
    select
        {{ flow_key }},
        coalesce(sum(value_usd), 0) as value_usd,
        coalesce(sum(value_local), 0) as value_local,
        coalesce(sum(weight_kg), 0) as weight_kg
    from {{ ref('int_trade_flow') }}
    group by {{ flow_key }}
),

after as (
    select
        {{ flow_key }},
        coalesce(sum(known_value_usd), 0) as value_usd,
        coalesce(sum(value_local), 0) as value_local,
        coalesce(sum(known_weight_kg), 0) as weight_kg
    from {{ ref('int_trade_flow_bridged') }}
    group by {{ flow_key }}
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
