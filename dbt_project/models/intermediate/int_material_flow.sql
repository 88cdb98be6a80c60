{% set columns = 'source, reporter_iso3, partner_iso3, partner_kind, hs_code, hs_edition, period, frequency, valuation,
        value_usd, weight_kg, is_weight_estimated, document_id, row_numbers' %}
with import_flow as (
    select
        {{ columns }},
        hs_code as set_code,
        cast(null as varchar) as rolled_up_from,
        {{ hs_edition_stated_or_in_force('hs_edition', 'period') }} as edition
    from {{ ref('int_trade_flow') }}
    where flow = 'M'
    union all
    select
        {{ columns }},
        rolled_up_to as set_code,
        rolled_up_from,
        {{ hs_edition_stated_or_in_force('hs_edition', 'period') }} as edition
    from {{ ref('int_trade_flow_rolled_up') }}
),

-- in an edition outside its validity a code means something else
code_set as (
    select
        *,
        coalesce(edition_from, 'H0') as first_edition,
        coalesce(edition_to, 'H6') as last_edition,
        count(*) over (partition by material, code_set) as codes
    from {{ ref('material_codes') }}
),

-- A code that was asked for, in a period that is published, and has no row is a code without trade. One that is withheld
-- altogether is answered too: int_import_set says that its trade is not known.
answered as (
    select
        source,
        reporter_iso3,
        period,
        frequency,
        set_code,
        edition,
        1 as has_rows
    from import_flow
    union all
    select
        source,
        reporter_iso3,
        period,
        frequency,
        item as set_code,
        {{ hs_edition_in_force('period') }} as edition,
        0 as has_rows
    from {{ ref('int_block_state') }}
    where flow = 'M' and state in ('empty', 'suppressed')
),

complete as (
    select
        f.source,
        f.reporter_iso3,
        f.period,
        f.frequency,
        c.material,
        c.code_set
    from answered as f
    inner join code_set as c
        on
            f.set_code = c.hs_code
            and f.edition between c.first_edition and c.last_edition
    group by f.source, f.reporter_iso3, f.period, f.frequency, c.material, c.code_set, c.codes
    having count(distinct f.set_code) = c.codes and max(f.has_rows) = 1
),

-- one reading of UN Comtrade per importer, code set and period: its own answer before a third party's extract of it
covered as (
    select c.*
    from complete as c
    where
        c.source <> 'comtrade_extract'
        or not exists (
            select 1
            from complete as p
            where
                p.source = 'comtrade'
                and p.reporter_iso3 = c.reporter_iso3
                and p.period = c.period
                and p.frequency = c.frequency
                and p.material = c.material
                and p.code_set = c.code_set
        )
),

reported as (
    select
        f.source,
        'reported' as evidence,
        f.reporter_iso3 as importer_iso3,
        f.partner_iso3 as exporter_iso3,
        f.partner_kind as exporter_kind,
        c.material,
        c.stage,
        c.code_set,
        f.hs_edition,
        f.rolled_up_from,
        f.period,
        f.frequency,
        f.valuation,
        f.value_usd,
        f.weight_kg,
        f.is_weight_estimated,
        f.document_id,
        f.hs_code,
        f.set_code,
        f.row_numbers
    from import_flow as f
    inner join code_set as c
        on
            f.set_code = c.hs_code
            and f.edition between c.first_edition and c.last_edition
    inner join covered as v
        on
            f.source = v.source
            and f.reporter_iso3 = v.reporter_iso3
            and f.period = v.period
            and f.frequency = v.frequency
            and c.material = v.material
            and c.code_set = v.code_set
),

gathered as (
    {{ contributions('material_flow') }}
),

-- a derived figure gives way to a reported one of the same importer, code set and period; a reconciled one stands beside
still_needed as (
    select
        d.*,
        {{ number_list('d.row_number') }} as row_numbers
    from gathered as d
    where
        d.evidence <> 'derived'
        or not exists (
            select 1
            from covered as v
            where
                v.reporter_iso3 = d.importer_iso3
                and v.material = d.material
                and v.code_set = d.code_set
                and v.period = d.period
                and v.frequency = d.frequency
        )
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
    rolled_up_from,
    period,
    frequency,
    valuation,
    value_usd,
    weight_kg,
    is_weight_estimated,
    document_id,
    row_numbers
from every
