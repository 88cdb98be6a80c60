{# H5 (2017): what came later becomes its codes by adding up, and of what came before little has to be divided. #}
{% set edition = 'H5' %}
with relation as (
    select *
    from {{ ref('hs_concordances') }}
    where to_edition = '{{ edition }}'
),

-- a code that became several is kept once, under all of them together
target as (
    select
        from_edition,
        from_code,
        {{ distinct_list('to_code', '+') }} as hs_code,
        max(is_ambiguous) as is_ambiguous
    from relation
    group by from_edition, from_code
),

component as (
    select
        from_edition,
        hs_code,
        count(*) as codes
    from target
    group by from_edition, hs_code
),

-- national lists begin with the six digits of the edition in force; a code with letters stands for several
flow as (
    select
        *,
        case when length(hs_code) > 6 then {{ hs_edition_in_force('period') }} else hs_edition end as edition,
        case
            when length(hs_code) > 6 and try_cast(substr(hs_code, 1, 6) as integer) is not null
                then substr(hs_code, 1, 6)
            else hs_code
        end as code
    from {{ ref('int_trade_flow') }}
),

restated as (
    select
        f.*,
        case
            when t.hs_code is not null or (f.edition = '{{ edition }}' and length(f.code) <= 6) then '{{ edition }}'
        end as bridged_edition,
        coalesce(t.hs_code, f.code) as bridged_code,
        case
            when f.edition = '{{ edition }}' and length(f.code) <= 6 then 'same edition'
            when t.hs_code is null then 'not restated'
            when t.is_ambiguous then 'divided'
            else 'restated'
        end as bridge,
        coalesce(t.is_ambiguous, false) as is_ambiguous,
        coalesce(c.codes, 1) as codes_expected
    from flow as f
    left join target as t on f.edition = t.from_edition and f.code = t.from_code
    left join component as c on t.from_edition = c.from_edition and t.hs_code = c.hs_code
)

select
    source,
    reporter_iso3,
    partner_iso3,
    partner_kind,
    flow,
    period,
    frequency,
    currency,
    valuation,
    hs_edition as reported_edition,
    bridged_edition as hs_edition,
    bridged_code as hs_code,
    bridge,
    is_ambiguous,
    {{ distinct_list('hs_code', '+') }} as reported_codes,
    count(distinct code) as codes_reported,
    max(codes_expected) as codes_expected,
    sum(value_local) as value_local,
    case when count(value_usd) = count(*) then sum(value_usd) end as value_usd,
    sum(value_usd) as known_value_usd,
    case when count(weight_kg) = count(*) then sum(weight_kg) end as weight_kg,
    sum(weight_kg) as known_weight_kg,
    max(is_weight_estimated) as is_weight_estimated,
    {{ distinct_list('document_id') }} as document_ids
from restated
group by
    source, reporter_iso3, partner_iso3, partner_kind, flow, period, frequency, currency, valuation, hs_edition,
    bridged_edition, bridged_code, bridge, is_ambiguous
