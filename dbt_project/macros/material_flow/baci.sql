{#
    BACI's rows for the one table of material flows, as evidence `reconciled`: of each code set and year one reading,
    that of int_reconciled_answer, for economies and for blocs of them.
#}
{% macro material_flow__baci() -%}
    {%- set columns = 'source, exporter_iso3, exporter_kind, importer_iso3, hs_code, hs_edition, period, value_usd,
            weight_kg, is_cut_off, document_id, row_numbers' %}
    select
        f.source,
        'reconciled' as evidence,
        f.importer_iso3,
        f.exporter_iso3,
        f.exporter_kind,
        a.material,
        a.stage,
        a.code_set,
        f.hs_code as set_code,
        f.hs_code,
        f.hs_edition,
        f.period,
        'A' as frequency,
        'FOB' as valuation,
        f.value_usd,
        f.weight_kg,
        cast(null as boolean) as is_weight_estimated,
        f.is_cut_off,
        f.document_id,
        f.row_numbers
    from (
        select {{ columns }} from {{ ref('int_reconciled_flow') }}
        union all
        select {{ columns }} from {{ ref('int_reconciled_bloc') }}
    ) as f
    inner join {{ ref('int_reconciled_answer') }} as a
        on
            f.hs_code = a.hs_code
            and f.hs_edition = a.hs_edition
            and f.period = a.period
{%- endmacro %}
