with delivered as (
    select
        t.*,
        b.commodity,
        coalesce(t.gen_val_mo, t.all_val_mo) as value_usd,
        case when t.unit_qy1 = 'KG' then coalesce(t.gen_qy1_mo, t.qty_1_mo) end as quantity_kg
    from
        {{ with_unread(source('us_census', 'us_census__trade'), 'us_census__trade', 'CTY_CODE', {
            'flow': 'varchar', 'I_COMMODITY': 'varchar', 'E_COMMODITY': 'varchar', 'time': 'varchar',
            'GEN_VAL_MO': 'decimal(18, 3)', 'GEN_CIF_MO': 'decimal(18, 3)', 'GEN_QY1_MO': 'decimal(18, 3)',
            'ALL_VAL_MO': 'decimal(18, 3)', 'QTY_1_MO': 'decimal(18, 3)', 'UNIT_QY1': 'varchar'
        }) }} as t
    inner join {{ ref('stg_us_census__block') }} as b
        on
            t.document_id = b.document_id
            and t.flow = b.flow
            and coalesce(t.i_commodity, t.e_commodity) = b.commodity
            and t.time = b.period
),

renamed as (
    select
        -- keys
        'us_census' as source,
        'USA' as reporter_iso3,
        {{ partner_key('p') }} as partner_iso3,
        {{ partner_kind('p') }} as partner_kind,
        case d.flow when 'imports' then 'M' else 'X' end as flow,
        d.commodity as hs_code,
        {{ hs_edition_of('d.commodity', 'd.time', 'US') }} as hs_edition,
        d.time as period,
        'M' as frequency,
        -- attributes
        case d.flow when 'imports' then 'customs value' else 'FOB' end as valuation,
        case when d.value_usd = 0 then 'zero' else 'reported' end as state,
        d.cty_code as partner_code,
        d.document_id,
        d.row_number,
        -- measures
        d.value_usd,
        d.gen_cif_mo as value_cif_usd,
        case when d.quantity_kg > 0 or d.value_usd = 0 then d.quantity_kg end as weight_kg
    from delivered as d
    left join {{ ref('us_census_areas') }} as p on d.cty_code = p.schedule_c
)

select * from renamed
