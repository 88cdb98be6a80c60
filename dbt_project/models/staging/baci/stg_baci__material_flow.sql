with document as (
    select
        d.document_id,
        d.key,
        d.retrieved_at,
        release
    from {{ ref('stg_books__current_document') }} as d
    {{ explode_json_list('d.scope', 'release', 'release') }}
    where d.dataset = 'baci__material_flow'
),

economy as (
    select
        iso2,
        iso3
    from {{ ref('economies') }}
    where iso2 is not null
),

renamed as (
    select
        -- keys
        'baci' as source,
        e.iso3 as exporter_iso3,
        i.iso3 as importer_iso3,
        m.material,
        cast(f.year as varchar) as period,
        -- attributes
        m.code_set,
        -- materials of one code set have the same rows: a reader of code sets takes one of them
        m.material = min(m.material) over (partition by m.code_set, f.document_id, f.year) as is_first_of_code_set,
        d.release,
        f.document_id,
        f.row_number,
        -- measures
        f.value_usd
    from {{ source('baci', 'baci__material_flow') }} as f
    inner join document as d on f.document_id = d.document_id
    left join economy as e on f.exporter_iso2 = e.iso2
    left join economy as i on f.importer_iso2 = i.iso2
    left join {{ ref('baci_materials') }} as m on f.material = m.extract_material
)

select * from renamed
