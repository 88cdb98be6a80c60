with delivered as (
    select
        t.*,
        replace(t.year, '.', '-') as period,
        -- a code comes from every document that covers it at its length; the newest of them serves
        rank() over (
            partition by t.hscd, substr(t.year, 1, 4)
            order by b.retrieved_at desc, b.commodity asc
        ) as place
    from
        {{ with_unread(source('korea_customs', 'korea_customs__trade'), 'korea_customs__trade', 'statCd', {
            'year': 'varchar', 'hsCd': 'varchar', 'expWgt': 'decimal(18, 3)', 'impWgt': 'decimal(18, 3)',
            'expDlr': 'decimal(18, 3)', 'impDlr': 'decimal(18, 3)'
        }) }} as t
    inner join {{ ref('stg_korea_customs__block') }} as b
        on
            t.document_id = b.document_id
            and t.hscd like b.commodity || '%'
            and substr(t.year, 1, 4) = b.year
),

by_flow as (
    select
        *,
        'X' as flow,
        'FOB' as valuation,
        expdlr as value_usd,
        expwgt as quantity_kg
    from delivered
    where place = 1
    union all
    select
        *,
        'M' as flow,
        'CIF' as valuation,
        impdlr as value_usd,
        impwgt as quantity_kg
    from delivered
    where place = 1
),

renamed as (
    select
        -- keys
        'korea_customs' as source,
        'KOR' as reporter_iso3,
        {{ partner_key('p') }} as partner_iso3,
        {{ partner_kind('p') }} as partner_kind,
        f.flow,
        f.hscd as hs_code,
        {{ hs_edition_of('f.hscd', 'f.period', 'KR') }} as hs_edition,
        f.period,
        'M' as frequency,
        -- attributes
        f.valuation,
        case when f.value_usd = 0 then 'zero' else 'reported' end as state,
        f.statcd as partner_code,
        f.document_id,
        f.row_number,
        -- measures
        f.value_usd,
        case when f.quantity_kg > 0 or f.value_usd = 0 then f.quantity_kg end as weight_kg
    from by_flow as f
    left join {{ ref('korea_customs_areas') }} as p on f.statcd = p.kcs_code
)

select * from renamed
