-- one reading of UN Comtrade per importer, code set and period: its own answer before a third party's extract of it
with covered as (
    select a.*
    from {{ ref('int_code_set_answer') }} as a
    where
        a.source <> 'comtrade_extract'
        or not exists (
            select 1
            from {{ ref('int_code_set_answer') }} as p
            where
                p.source = 'comtrade'
                and p.reporter_iso3 = a.reporter_iso3
                and p.period = a.period
                and p.frequency = a.frequency
                and p.material = a.material
                and p.code_set = a.code_set
        )
),

reported as (
    select
        f.source,
        'reported' as evidence,
        f.reporter_iso3 as importer_iso3,
        f.partner_iso3 as exporter_iso3,
        f.partner_kind as exporter_kind,
        v.material,
        v.stage,
        v.code_set,
        f.hs_edition,
        f.edition as goods_edition,
        f.rolled_up_from,
        f.period,
        f.frequency,
        f.valuation,
        f.value_usd,
        f.weight_kg,
        f.is_weight_estimated,
        false as is_cut_off,
        f.document_id,
        f.hs_code,
        f.set_code,
        f.row_numbers
    from {{ ref('int_import_flow') }} as f
    inner join covered as v
        on
            f.source = v.source
            and f.reporter_iso3 = v.reporter_iso3
            and f.period = v.period
            and f.frequency = v.frequency
            and f.edition = v.edition
            and f.set_code = v.hs_code
),

gathered as (
    {{ contributions('material_flow') }}
),

covered_question as (
    select distinct
        reporter_iso3,
        material,
        code_set,
        period,
        frequency
    from covered
),

-- a derived figure gives way to a reported one of the same importer, code set and period; a reconciled one stands beside
still_needed as (
    select d.*
    from gathered as d
    left join covered_question as v
        on
            d.evidence = 'derived'
            and d.importer_iso3 = v.reporter_iso3
            and d.material = v.material
            and d.code_set = v.code_set
            and d.period = v.period
            and d.frequency = v.frequency
    where v.reporter_iso3 is null
),

every as (
    select * from reported
    union all by name
    select * from still_needed
)

select
    source,
    evidence,
    importer_iso3,
    exporter_iso3,
    -- goods of the importer's own that come back are no dependence on anyone
    case when exporter_iso3 = importer_iso3 then 'returned' else exporter_kind end as exporter_kind,
    material,
    stage,
    code_set,
    set_code,
    hs_code,
    hs_edition,
    coalesce(goods_edition, {{ hs_edition_stated_or_in_force('hs_edition', 'period') }}) as goods_edition,
    rolled_up_from,
    period,
    frequency,
    valuation,
    value_usd,
    weight_kg,
    is_weight_estimated,
    coalesce(is_cut_off, false) as is_cut_off,
    document_id,
    row_numbers
from every
