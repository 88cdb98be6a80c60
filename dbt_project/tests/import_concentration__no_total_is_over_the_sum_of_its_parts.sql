-- No total is served as an answer that is more than 1.5 times the sum of the publisher's own figures for its parts: for
-- each code its own figure, or that of the heading that contains it. Less than US$ 1,000 is rounding (2026-11-26). What
-- is reconciled holds what the suppliers declare as well, and may be more.
with own as (
    select
        source,
        reporter_iso3,
        hs_code,
        period,
        frequency,
        coalesce(
            sum(case when partner_kind = 'world' then value_usd end),
            sum(case when partner_kind <> 'world' then value_usd end)
        ) as value_usd
    from {{ ref('int_trade_flow') }}
    where flow = 'M'
    group by source, reporter_iso3, hs_code, period, frequency
),

code as (
    select distinct
        code_set,
        hs_code,
        count(*) over (partition by material, code_set) as codes
    from {{ ref('material_codes') }}
),

-- of the code and its heading the code, where both are there
known as (
    select
        c.code_set,
        c.hs_code,
        c.codes,
        o.source,
        o.reporter_iso3,
        o.period,
        o.frequency,
        o.hs_code as counted_code,
        o.value_usd,
        row_number() over (
            partition by c.code_set, c.hs_code, o.source, o.reporter_iso3, o.period, o.frequency
            order by length(o.hs_code) desc
        ) as place
    from code as c
    inner join own as o on o.hs_code in (c.hs_code, substr(c.hs_code, 1, 4))
),

-- a heading that stands for two codes counts once
part as (
    select distinct
        code_set,
        codes,
        source,
        reporter_iso3,
        period,
        frequency,
        counted_code,
        value_usd,
        count(*) over (partition by code_set, source, reporter_iso3, period, frequency) as covered
    from known
    where place = 1
),

parts as (
    select
        code_set,
        source,
        reporter_iso3,
        period,
        frequency,
        sum(value_usd) as value_usd
    from part
    where covered >= codes
    group by code_set, source, reporter_iso3, period, frequency
)

select
    c.source,
    c.importer_iso3,
    c.code_set,
    c.period,
    c.value_usd,
    p.source as own_source,
    p.value_usd as parts_usd
from {{ ref('import_concentration') }} as c
inner join parts as p
    on
        c.importer_iso3 = p.reporter_iso3
        and c.code_set = p.code_set
        and c.period = p.period
        and c.frequency = p.frequency
where
    c.evidence <> 'reconciled'
    and c.contradiction is null
    and c.value_usd > 1.5 * p.value_usd + 1000
