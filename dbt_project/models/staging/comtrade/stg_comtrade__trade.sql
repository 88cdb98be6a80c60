with delivered as (
    select t.*
    from
        {{ with_unread(source('comtrade', 'comtrade__trade'), 'comtrade__trade', 'partnerCode', {
            'freqCode': 'varchar', 'reporterCode': 'integer', 'flowCode': 'varchar', 'cmdCode': 'varchar',
            'period': 'varchar', 'classificationCode': 'varchar', 'primaryValue': 'decimal(18, 3)',
            'cifvalue': 'decimal(18, 3)', 'netWgt': 'decimal(18, 3)', 'isNetWgtEstimated': 'boolean',
            'qtyUnitCode': 'smallint', 'qty': 'decimal(18, 3)', 'isQtyEstimated': 'boolean'
        }) }} as t
    inner join {{ ref('stg_comtrade__block') }} as b
        on
            t.document_id = b.document_id
            and t.freqCode = b.frequency
            and t.reporterCode = b.reporter_code
            and t.flowCode = b.flow
            and t.cmdCode = b.hs_code
            and t.period = b.period
),

renamed as (
    select
        -- keys
        'comtrade' as source,
        r.partner_key as reporter_iso3,
        {{ partner_key('p') }} as partner_iso3,
        {{ partner_kind('p') }} as partner_kind,
        d.flowCode as flow,
        d.cmdCode as hs_code,
        trim(d.classificationCode) as hs_edition,
        case
            when length(d.period) = 6 then substr(d.period, 1, 4) || '-' || substr(d.period, 5, 2)
            else d.period
        end as period,
        d.freqCode as frequency,
        -- attributes
        case when d.primaryValue = d.cifvalue then 'CIF' else 'FOB' end as valuation,
        case
            when d.netWgt > 0 then coalesce(d.isNetWgtEstimated, false)
            when d.qtyUnitCode = 8 and d.qty > 0 then coalesce(d.isQtyEstimated, false)
        end as is_weight_estimated,
        d.document_id,
        d.row_number,
        -- measures
        d.primaryValue as value_usd,
        case
            when d.netWgt > 0 then d.netWgt
            when d.qtyUnitCode = 8 and d.qty > 0 then d.qty
            when d.netWgt = 0 and not d.isNetWgtEstimated and d.primaryValue = 0 then d.netWgt
        end as weight_kg
    from delivered as d
    left join {{ ref('comtrade_areas') }} as r on d.reporterCode = r.comtrade_code
    left join {{ ref('comtrade_areas') }} as p on d.partnerCode = cast(p.comtrade_code as varchar)
)

select * from renamed
