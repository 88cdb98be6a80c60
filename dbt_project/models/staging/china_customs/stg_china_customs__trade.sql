with delivered as (
    select
        t.*,
        substr(t.month, 1, 4) || '-' || substr(t.month, 5, 2) as period,
        rank() over (
            partition by t.flow, t.commodity, t.month
            order by b.retrieved_at desc, b.commodity asc
        ) as newest
    from
        {{ with_unread(source('china_customs', 'china_customs__trade'), 'china_customs__trade', 'partner', {
            'flow': 'varchar', 'month': 'varchar', 'commodity': 'varchar', 'quantity1': 'decimal(18, 3)',
            'unit1': 'varchar', 'quantity2': 'decimal(18, 3)', 'unit2': 'varchar', 'currency': 'varchar',
            'value': 'decimal(18, 3)'
        }) }} as t
    inner join {{ ref('stg_china_customs__block') }} as b
        on
            t.document_id = b.document_id
            and t.flow = b.flow
            and t.commodity like b.commodity || '%'
            and substr(t.month, 1, 4) || '-' || substr(t.month, 5, 2) = b.period
),

weighed as (
    select
        d.*,
        coalesce(d.quantity1 * u1.kg_per_unit, d.quantity2 * u2.kg_per_unit) as quantity_kg
    from delivered as d
    left join {{ ref('china_customs_units') }} as u1 on d.unit1 = u1.unit
    left join {{ ref('china_customs_units') }} as u2 on d.unit2 = u2.unit
    where d.newest = 1
),

renamed as (
    select
        -- keys
        'china_customs' as source,
        'CHN' as reporter_iso3,
        {{ partner_key('a') }} as partner_iso3,
        {{ partner_kind('a') }} as partner_kind,
        w.flow,
        w.commodity as hs_code,
        {{ hs_edition_of('w.commodity', 'w.period', 'CN') }} as hs_edition,
        w.period,
        'M' as frequency,
        -- attributes
        case w.flow when 'M' then 'CIF' else 'FOB' end as valuation,
        case when w.value = 0 then 'zero' else 'reported' end as state,
        w.currency,
        w.document_id,
        w.row_number,
        -- measures
        w.value as value_local,
        case when w.quantity_kg > 0 or w.value = 0 then cast(w.quantity_kg as decimal(18, 3)) end as weight_kg
    from weighed as w
    left join {{ ref('china_customs_areas') }} as a on w.partner = a.gacc_code
)

select * from renamed
