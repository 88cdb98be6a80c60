{# Only the codes of the catalogue: a whole release has 11 million rows a year, of which 1 in 100 is of one of them. #}
with catalogue as (
    select distinct hs_code
    from {{ ref('material_codes') }}
),

flow as (
    select b.*
    from {{ source('baci', 'baci__trade') }} as b
    inner join catalogue as c on b.k = c.hs_code
),

{{ baci_newest('flow') }},

renamed as (
    select
        -- keys
        'baci' as source,
        e.partner_key as exporter_iso3,
        e.kind as exporter_kind,
        i.partner_key as importer_iso3,
        i.kind as importer_kind,
        b.k as hs_code,
        {{ baci_edition('r.edition') }} as hs_edition,
        cast(b.t as varchar) as period,
        -- attributes
        b.i as exporter_code,
        b.j as importer_code,
        r.release,
        b.document_id,
        b.row_number,
        -- measures
        cast(b.v * 1000 as decimal(18, 3)) as value_usd,
        cast(b.q * 1000 as decimal(18, 3)) as weight_kg
    from flow as b
    inner join ranked as r on b.document_id = r.document_id and b.t = r.t and b.k = r.k and r.place = 1
    left join {{ ref('comtrade_areas') }} as e on b.i = e.comtrade_code
    left join {{ ref('comtrade_areas') }} as i on b.j = i.comtrade_code
)

select * from renamed
