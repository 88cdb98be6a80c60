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

suppression as (
    select
        *,
        count(countryid) over one_index as rows_with_country,
        sum(case when countryid is not null then value end) over one_index as value_with_country,
        sum(case when countryid is null then value end) over one_index as value_without_country,
        row_number() over (
            partition by flowtypeid, hs_code, period, suppressionindex, case when countryid is null then 1 else 0 end
            order by row_number, document_id
        ) as place,
        -- the zero of one port is below half a kilogram; that of all ports together is no weight of a value
        sum(netmass) over one_flow as flow_netmass,
        sum(value) over one_flow as flow_value
    from newest
    window
        one_index as (partition by flowtypeid, hs_code, period, suppressionindex),
        one_flow as (partition by flowtypeid, hs_code, period, countryid)
),

told as (
    select
        *,
        {{ hmrc_is_total('suppressionindex', 'countryid', 'rows_with_country') }} as is_total,
        -- what a total holds beyond its parts is trade of an unknown partner; less than a pound a part is rounding
        case
            when place = 1 and value_without_country - value_with_country > rows_with_country
                then value_without_country - value_with_country
        end as beyond_parts
    from suppression
),

renamed as (
    select
        -- keys
        'hmrc' as source,
        'GBR' as reporter_iso3,
        case
            when t.is_total and t.beyond_parts is null then 'W00'
            when t.countryid is null then '_X'
            else {{ partner_key('a') }}
        end as partner_iso3,
        case
            when t.is_total and t.beyond_parts is null then 'world'
            when t.countryid is null then 'unspecified'
            else {{ partner_kind('a') }}
        end as partner_kind,
        case when t.flowtypeid in (1, 3) then 'M' else 'X' end as flow,
        t.hs_code,
        'UK-' || substr(t.period, 1, 4) as hs_edition,
        t.period,
        'M' as frequency,
        -- attributes
        case when t.flowtypeid in (1, 3) then 'CIF' else 'FOB' end as valuation,
        case
            when t.is_total and t.beyond_parts is null then 'total'
            when t.countryid is null or t.value is null then 'suppressed'
            when t.value = 0 then 'zero'
            else 'reported'
        end as state,
        case
            when t.suppressionindex in (1, 3, 4, 5) then 'suppressed'
            when t.netmass is null or (t.flow_netmass = 0 and t.flow_value <> 0) then 'missing'
            else 'reported'
        end as weight_state,
        t.countrycodealpha as partner_code,
        t.portid as port_id,
        t.suppressionindex as suppression_index,
        t.document_id,
        t.row_number,
        -- measures
        case when t.is_total then t.beyond_parts else t.value end as value_gbp,
        case
            when not t.is_total and (t.flow_netmass > 0 or t.flow_value = 0) then t.netmass
        end as weight_kg,
        t.suppunit as supplementary_quantity
    from told as t
    left join {{ ref('hmrc_areas') }} as a on t.countrycodealpha = a.hmrc_code
)

select * from renamed
