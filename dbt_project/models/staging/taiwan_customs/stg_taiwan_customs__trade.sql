with delivered as (
    select
        t.*,
        substr(t.month, 1, 4) || '-' || substr(t.month, 5, 2) as period,
        coalesce(t.weight_kgm, t.weight_tne * 1000) as delivered_kg,
        rank() over (
            partition by t.flow, t.commodity, t.month
            order by b.retrieved_at desc, b.commodity asc
        ) as newest
    from
        {{ with_unread(source('taiwan_customs', 'taiwan_customs__trade'), 'taiwan_customs__trade', 'partner_words', {
            'flow': 'varchar', 'month': 'varchar', 'is_preliminary': 'boolean', 'commodity': 'varchar',
            'value_kusd': 'decimal(18, 3)', 'weight_tne': 'decimal(18, 3)', 'weight_kgm': 'decimal(18, 3)'
        }) }} as t
    inner join {{ ref('stg_taiwan_customs__block') }} as b
        on
            t.document_id = b.document_id
            and t.flow = b.flow
            and t.commodity like b.commodity || '%'
            and substr(t.month, 1, 4) || '-' || substr(t.month, 5, 2) = b.period
),

renamed as (
    select
        -- keys
        'taiwan_customs' as source,
        'TWN' as reporter_iso3,
        {{ partner_key('a') }} as partner_iso3,
        {{ partner_kind('a') }} as partner_kind,
        d.flow,
        d.commodity as hs_code,
        {{ hs_edition_of('d.commodity', 'd.period', 'TW') }} as hs_edition,
        d.period,
        'M' as frequency,
        -- attributes
        case d.flow when 'M' then 'CIF' else 'FOB' end as valuation,
        case when d.value_kusd = 0 then 'zero' else 'reported' end as state,
        d.is_preliminary,
        'USD' as currency,
        d.document_id,
        d.row_number,
        -- measures
        cast(d.value_kusd * 1000 as decimal(18, 3)) as value_local,
        case when d.delivered_kg > 0 or d.value_kusd = 0 then cast(d.delivered_kg as decimal(18, 3)) end as weight_kg
    from delivered as d
    left join {{ ref('taiwan_customs_areas') }} as a on d.partner_words = a.name_words
    where d.newest = 1
)

select * from renamed
