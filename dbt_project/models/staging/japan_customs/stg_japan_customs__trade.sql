-- the parts of a row that pages of one answer parted, put together again
with whole as (
    select
        a.flow,
        a.year,
        a.answer,
        a.answer_at,
        a.stage,
        t.code,
        t.country,
        t.month,
        max(t.unit1) as unit1,
        max(t.unit2) as unit2,
        max(t.quantity1) as quantity1,
        max(t.quantity2) as quantity2,
        max(t.value) as value,
        max(case when t.value is not null then t.document_id end) as document_id,
        max(case when t.value is not null then t.row_number end) as row_number
    from
        {{ with_unread(source('japan_customs', 'japan_customs__trade'), 'japan_customs__trade', 'country', {
            'code': 'varchar', 'month': 'smallint', 'unit1': 'varchar', 'unit2': 'varchar', 'quantity1': 'varchar',
            'quantity2': 'varchar', 'value': 'varchar'
        }) }} as t
    inner join {{ ref('stg_japan_customs__answer') }} as a on t.document_id = a.document_id
    group by a.flow, a.year, a.answer, a.answer_at, a.stage, t.code, t.country, t.month
),

-- the newest answer that covers a code: one that asked for it, or for its whole chapter; text becomes decimal(18, 3),
-- because DuckDB reads wider ones two hundred times more slowly
newest as (
    select
        w.*,
        {{ japan_customs_unit('max(w.unit1) over (partition by w.answer, w.code, w.country)') }} as unit_1,
        {{ japan_customs_unit('max(w.unit2) over (partition by w.answer, w.code, w.country)') }} as unit_2,
        try_cast(w.quantity1 as decimal(18, 3)) as quantity_1,
        try_cast(w.quantity2 as decimal(18, 3)) as quantity_2,
        try_cast(w.value as decimal(18, 3)) as value_1000_jpy
    from whole as w
    left join {{ ref('stg_japan_customs__block') }} as c
        on w.flow = c.flow and w.year = c.year and w.code = c.asked_code and c.state <> 'empty'
    left join {{ ref('stg_japan_customs__block') }} as b
        on w.flow = b.flow and w.year = b.year and substr(w.code, 1, 2) = b.asked_code and b.state <> 'empty'
    where
        w.answer = case
            when c.answer is null then b.answer
            when b.answer is null or c.answer_at >= b.answer_at then c.answer
            else b.answer
        end
),

-- months that are not published yet are 0; a year is whole when it was read after the February that follows it
covered as (
    select
        flow,
        year,
        max(
            case
                when coalesce(quantity_1, 0) <> 0 or coalesce(quantity_2, 0) <> 0 or coalesce(value_1000_jpy, 0) <> 0
                    then month
                else 0
            end
        ) as last_month
    from newest
    group by flow, year
),

stated as (
    select
        n.*,
        coalesce(u1.kg_per_unit, u2.kg_per_unit) as kg_per_unit,
        case
            when u1.kg_per_unit is not null then n.quantity1
            when u2.kg_per_unit is not null then n.quantity2
        end as delivered_weight,
        coalesce(n.unit_1, n.unit_2) as unit,
        case
            when n.unit_1 is not null then n.quantity1
            when n.unit_2 is not null then n.quantity2
        end as delivered_quantity,
        case
            when n.value in ('***', 'X') then 'suppressed'
            when
                n.value is null
                or (
                    n.month > v.last_month
                    and extract(year from n.answer_at) * 12 + extract(month from n.answer_at) < n.year * 12 + 15
                )
                then 'not_published'
            when n.value = '-' then 'empty'
            when n.value_1000_jpy <> 0 or coalesce(n.quantity_1, 0) <> 0 or coalesce(n.quantity_2, 0) <> 0
                then 'reported'
            else 'zero'
        end as state
    from newest as n
    inner join covered as v on n.flow = v.flow and n.year = v.year
    left join {{ ref('japan_customs_units') }} as u1 on n.unit_1 = u1.unit
    left join {{ ref('japan_customs_units') }} as u2 on n.unit_2 = u2.unit
    where n.month > 0
),

renamed as (
    select
        -- keys
        'japan_customs' as source,
        'JPN' as reporter_iso3,
        {{ partner_key('p') }} as partner_iso3,
        {{ partner_kind('p') }} as partner_kind,
        s.country as partner_code,
        s.flow,
        s.code as hs_code,
        'JP-' || cast(s.year as varchar) as hs_edition,
        cast(s.year as varchar) || '-' || lpad(cast(s.month as varchar), 2, '0') as period,
        'M' as frequency,
        -- attributes
        case
            when substr(s.code, 1, 2) <> '00' and try_cast(s.code as integer) is not null then substr(s.code, 1, 6)
        end as hs6,
        case s.flow when 'M' then 'CIF' else 'FOB' end as valuation,
        s.state,
        {{ japan_customs_quantity_state('s.delivered_weight', 's.state', 's.value_1000_jpy') }} as weight_state,
        {{ japan_customs_quantity_state('s.delivered_quantity', 's.state', 's.value_1000_jpy') }} as quantity_state,
        s.unit,
        s.stage,
        s.document_id,
        s.row_number,
        -- measures
        case
            when s.state in ('reported', 'zero') then cast(s.value_1000_jpy * 1000 as decimal(18, 3))
        end as value_jpy,
        cast(try_cast(s.delivered_weight as decimal(17, 3)) * s.kg_per_unit as decimal(18, 3)) as delivered_weight_kg,
        cast(try_cast(s.delivered_quantity as decimal(18, 3)) as decimal(18, 3)) as delivered_quantity
    from stated as s
    left join {{ ref('japan_customs_countries') }} as p on s.country = p.customs_code
)

select
    source,
    reporter_iso3,
    partner_iso3,
    partner_kind,
    partner_code,
    flow,
    hs_code,
    hs_edition,
    period,
    frequency,
    hs6,
    valuation,
    state,
    weight_state,
    quantity_state,
    unit,
    stage,
    document_id,
    row_number,
    value_jpy,
    case when weight_state in ('reported', 'zero') then delivered_weight_kg end as weight_kg,
    case when quantity_state in ('reported', 'zero') then delivered_quantity end as quantity
from renamed
