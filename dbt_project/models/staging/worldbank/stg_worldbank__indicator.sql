with delivered as (
    select
        i.*,
        d.retrieved_at,
        coalesce(nullif(i.countryiso3code, ''), i.country_value) as area
    from {{ source('worldbank', 'worldbank__indicator') }} as i
    inner join {{ ref('stg_books__current_document') }} as d on i.document_id = d.document_id
),

named as (
    select
        d.*,
        n.indicator,
        n.unit as unit_name,
        coalesce(a.iso3, e.iso3) as iso3
    from delivered as d
    inner join {{ ref('worldbank_indicators') }} as n on d.indicator_id = n.indicator_id
    left join {{ ref('worldbank_areas') }} as a on d.area = a.area
    left join {{ ref('economies') }} as e on d.area = e.iso3 and a.area is null
    where coalesce(a.iso3, e.iso3) is not null
),

-- an answer to a wider question leaves the documents of narrower ones current: the newest has the say
ranked as (
    select
        *,
        row_number() over (
            partition by iso3, indicator, date order by retrieved_at desc, document_id asc
        ) as place
    from named
),

renamed as (
    select
        -- keys
        iso3,
        indicator,
        date as period,
        -- attributes
        unit_name as unit,
        case when value is null then 'empty' else 'reported' end as state,
        lastupdated as released_on,
        document_id,
        -- measures
        value
    from ranked
    where place = 1
)

select * from renamed
