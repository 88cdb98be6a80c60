{# Only the codes of the catalogue: a whole release has 11 million rows a year, of which 1 in 100 is of one of them. #}
with catalogue as (
    select distinct hs_code
    from {{ ref('material_codes') }}
),

document as (
    select
        d.document_id,
        d.retrieved_at,
        edition,
        release
    from {{ ref('stg_books__current_document') }} as d
    {{ explode_json_list('d.scope', 'hs_edition', 'edition') }}
    {{ explode_json_list('d.scope', 'release', 'release') }}
    where d.dataset = 'baci__trade'
),

flow as (
    select b.*
    from {{ source('baci', 'baci__trade') }} as b
    inner join catalogue as c on b.k = c.hs_code
),

-- an archive holds many years, a file one, a selection a few codes: of those that hold a code of a year, the newest
-- release has the say, and of one release what came last
covered as (
    select distinct
        document_id,
        t,
        k
    from flow
),

ranked as (
    select
        d.*,
        c.t,
        c.k,
        row_number() over (
            partition by d.edition, c.t, c.k order by d.release desc, d.retrieved_at desc, d.document_id asc
        ) as place
    from document as d
    inner join covered as c on d.document_id = c.document_id
),

renamed as (
    select
        -- keys
        'baci' as source,
        e.partner_key as exporter_iso3,
        e.kind as exporter_kind,
        i.partner_key as importer_iso3,
        i.kind as importer_kind,
        b.k as hs_code,
        case r.edition
            when 'HS92' then 'H0'
            when 'HS96' then 'H1'
            when 'HS02' then 'H2'
            when 'HS07' then 'H3'
            when 'HS12' then 'H4'
            when 'HS17' then 'H5'
            when 'HS22' then 'H6'
        end as hs_edition,
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
