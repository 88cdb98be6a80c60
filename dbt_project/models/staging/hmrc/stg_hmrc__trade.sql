with delivered as (
    select
        t.*,
        lpad(cast(t.commodityid as varchar), 8, '0') as hs_code,
        substr(cast(t.monthid as varchar), 1, 4) || '-' || substr(cast(t.monthid as varchar), 5, 2) as period
    from
        {{ with_unread(source('hmrc', 'hmrc__trade'), 'hmrc__trade', 'CountryCodeAlpha', {
            'MonthId': 'integer', 'FlowTypeId': 'smallint', 'SuppressionIndex': 'smallint', 'CommodityId': 'integer',
            'CountryId': 'integer', 'PortId': 'integer', 'Value': 'decimal(18, 3)', 'NetMass': 'decimal(18, 3)',
            'SuppUnit': 'decimal(18, 3)'
        }) }} as t
),

code as (
    select distinct
        hs_code,
        substr(period, 1, 4) as year
    from delivered
),

-- the newest answer that covers a commodity and year; its pages share what was asked
covering as (
    select
        c.hs_code,
        c.year,
        p.commodity,
        row_number() over (
            partition by c.hs_code, c.year
            order by max(p.retrieved_at) desc, p.commodity asc
        ) as place
    from code as c
    inner join {{ ref('stg_hmrc__page') }} as p on c.year = p.year and c.hs_code like p.commodity || '%'
    group by c.hs_code, c.year, p.commodity
),

newest as (
    select d.*
    from delivered as d
    inner join covering as c on d.hs_code = c.hs_code and substr(d.period, 1, 4) = c.year and c.place = 1
    inner join {{ ref('stg_hmrc__page') }} as p
        on d.document_id = p.document_id and c.commodity = p.commodity and c.year = p.year
),

renamed as (
    select
        -- keys
        'hmrc' as source,
        'GBR' as reporter_iso3,
        case when n.countryid is null then '_X' else {{ partner_key('a') }} end as partner_iso3,
        case when n.countryid is null then 'unspecified' else {{ partner_kind('a') }} end as partner_kind,
        case when n.flowtypeid in (1, 3) then 'M' else 'X' end as flow,
        n.hs_code,
        'UK-' || substr(n.period, 1, 4) as hs_edition,
        n.period,
        'M' as frequency,
        -- attributes
        case when n.flowtypeid in (1, 3) then 'CIF' else 'FOB' end as valuation,
        case
            when n.suppressionindex > 0 or n.countryid is null then 'suppressed'
            when n.value = 0 then 'zero'
            else 'reported'
        end as state,
        n.countrycodealpha as partner_code,
        n.portid as port_id,
        n.suppressionindex as suppression_index,
        n.document_id,
        n.row_number,
        -- measures
        n.value as value_gbp,
        -- the zero of one port is below half a kilogram; that of all ports together is no weight of a value
        case when sum(n.netmass) over one_flow > 0 or sum(n.value) over one_flow = 0 then n.netmass end as weight_kg,
        n.suppunit as supplementary_quantity
    from newest as n
    left join {{ ref('hmrc_areas') }} as a on n.countrycodealpha = a.hmrc_code
    window one_flow as (partition by n.flowtypeid, n.hs_code, n.period, n.countryid)
)

select * from renamed
