{#
    The aggregated series' rows for the one table of material flows: the listed pairs, and each importer's total as its
    world row. Only materials whose HS codes are stated take part: today rare earths.
#}
{% macro material_flow__comtrade_mineral_series() -%}
    select
        source,
        'derived' as evidence,
        importer_iso3,
        exporter_iso3,
        exporter_kind,
        material,
        'mixed' as stage,
        code_set,
        'mixed' as hs_edition,
        period,
        'A' as frequency,
        'CIF' as valuation,
        cast(value_usd as decimal(18, 3)) as value_usd,
        cast(weight_kg as decimal(18, 3)) as weight_kg,
        cast(null as boolean) as is_weight_estimated,
        document_id,
        {{ number_list('row_number') }} as row_numbers
    from {{ ref('stg_comtrade_mineral_series__flows') }}
    where code_set is not null
    union all
    select
        source,
        'derived' as evidence,
        area_key as importer_iso3,
        'W00' as exporter_iso3,
        'world' as exporter_kind,
        material,
        'mixed' as stage,
        code_set,
        'mixed' as hs_edition,
        period,
        'A' as frequency,
        'CIF' as valuation,
        cast(value_usd as decimal(18, 3)) as value_usd,
        cast(weight_kg as decimal(18, 3)) as weight_kg,
        cast(null as boolean) as is_weight_estimated,
        document_id,
        {{ number_list('row_number') }} as row_numbers
    from {{ ref('stg_comtrade_mineral_series__totals') }}
    where code_set is not null and flow = 'M'
{%- endmacro %}
