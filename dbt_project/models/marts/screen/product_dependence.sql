with area as (
    select distinct
        area,
        area_key,
        is_bloc
    from {{ ref('int_screen_area') }}
),

bound as (
    select value
    from {{ ref('thresholds') }}
    where threshold = 'cepii_geodep'
),

-- the world as each importer sees it: all economies, or those outside a bloc with the bloc as one of them
view_of_world as (
    select
        p.product_year,
        cast(null as smallint) as bloc,
        x.exporter,
        x.value_usd
    from {{ ref('int_product_export') }} as x
    inner join {{ ref('int_product_year') }} as p on x.product_year = p.product_year
    left join area as a on x.exporter = a.area
    where not coalesce(a.is_bloc, false)
    union all
    select
        p.product_year,
        b.area as bloc,
        x.exporter,
        x.value_usd
    from {{ ref('int_product_export') }} as x
    inner join {{ ref('int_product_year') }} as p on x.product_year = p.product_year
    cross join (select area, area_key from area where is_bloc) as b
    left join area as a on x.exporter = a.area
    left join {{ ref('bloc_members') }} as m
        on
            b.area_key = m.bloc
            and a.area_key = m.member_iso3
            and {{ is_member('p.period', 'm') }}
    where m.bloc is null and (not coalesce(a.is_bloc, false) or a.area = b.area)
),

world as (
    select
        product_year,
        bloc,
        cast(sum(value_usd) as decimal(38, 0)) as value_usd,
        cast(coalesce(sum(case when exporter is null then value_usd end), 0) as decimal(38, 0)) as unknown_usd,
        cast(coalesce(max(case when exporter is not null then value_usd end), 0) as decimal(38, 0)) as first_usd,
        cast(
            coalesce(sum(case when exporter is not null then cast(value_usd as decimal(38, 0)) * value_usd end), 0)
            as decimal(38, 0)
        ) as squares
    from view_of_world
    group by product_year, bloc
),

world_hhi as (
    select
        product_year,
        bloc,
        value_usd,
        {{ hhi_low('squares', 'value_usd') }} as hhi_low,
        {{ hhi_high('squares', 'first_usd', 'unknown_usd', 'value_usd') }} as hhi_high
    from world
),

summed as (
    select
        m.product_year,
        m.importer,
        a.is_bloc,
        m.supplier_count,
        m.squares,
        cast(m.value_usd as decimal(38, 0)) as value_usd,
        cast(m.unknown_usd as decimal(38, 0)) as unknown_usd,
        cast((m.largest - m.largest % 1000) * 0.001 as decimal(38, 0)) as first_usd,
        cast(999 - m.largest % 1000 as smallint) as first_area,
        cast(nullif(x.value_usd, 0) as decimal(38, 0)) as exports_usd
    from {{ ref('int_product_import') }} as m
    inner join area as a on m.importer = a.area
    left join {{ ref('int_product_export') }} as x on m.product_year = x.product_year and m.importer = x.exporter
),

measured as (
    select
        s.*,
        p.hs_edition,
        p.hs_code,
        p.year,
        p.period,
        p.release,
        p.document_id,
        w.hhi_low as export_hhi_low,
        w.hhi_high as export_hhi_high,
        w.value_usd as world_usd,
        {{ hhi_low('s.squares', 's.value_usd') }} as import_hhi_low,
        {{ hhi_high('s.squares', 'coalesce(s.first_usd, 0)', 's.unknown_usd', 's.value_usd') }} as import_hhi_high,
        {{ ratio('s.value_usd', 's.exports_usd') }} as imports_over_exports
    from summed as s
    inner join {{ ref('int_product_year') }} as p on s.product_year = p.product_year
    left join world_hhi as w
        on
            s.product_year = w.product_year
            and w.bloc is not distinct from case when s.is_bloc then s.importer end
),

judged as (
    select
        m.*,
        cast(b.value as double) as hhi_threshold,
        {%- for test in ('import', 'export') %}
        case
            when m.{{ test }}_hhi_low > b.value then 'above'
            when m.{{ test }}_hhi_high <= b.value then 'not above'
            else 'undecided'
        end as {{ test }}_hhi_test,
        {%- endfor %}
        -- no exports: the goods can be replaced by none of one's own, as GeoDep has it with its 9999
        case
            when m.exports_usd is null or m.imports_over_exports > {{ var('geodep_ratio') }} then 'above'
            else 'not above'
        end as ratio_test
    from measured as m
    cross join bound as b
),

decided as (
    select
        *,
        case
            when 'not above' in (import_hhi_test, export_hhi_test, ratio_test) then 'not met'
            when 'undecided' in (import_hhi_test, export_hhi_test) then 'undecided'
            else 'met'
        end as tests
    from judged
),

-- the years of an importer's product in one number each
years as (
    select
        importer,
        hs_edition,
        hs_code,
        {{ year_bit('year', "tests = 'met'") }} as met,
        {{ year_bit('year', "tests = 'not met'") }} as not_met,
        {{ year_bit('year', "import_hhi_test = 'above'") }} as import_hhi_above,
        {{ year_bit('year', "export_hhi_test = 'above'") }} as export_hhi_above,
        {{ year_bit('year', "ratio_test = 'above'") }} as ratio_above
    from decided
    group by importer, hs_edition, hs_code
)

select
    'baci' as source,
    i.area_key as importer_iso3,
    case when d.is_bloc then 'bloc' else 'country' end as importer_kind,
    d.hs_code,
    d.hs_edition,
    d.period,
    cast(d.value_usd as decimal(18, 3)) as import_value_usd,
    cast(d.exports_usd as decimal(18, 3)) as export_value_usd,
    cast(d.world_usd as decimal(18, 3)) as world_export_value_usd,
    cast(d.supplier_count as bigint) as supplier_count,
    {{ ratio('d.unknown_usd', 'd.value_usd') }} as unknown_share,
    f.area_key as largest_supplier_iso3,
    {{ ratio('d.first_usd', 'd.value_usd') }} as largest_supplier_share,
    d.import_hhi_low,
    d.import_hhi_high,
    d.export_hhi_low,
    d.export_hhi_high,
    d.imports_over_exports,
    case when d.exports_usd is null then 'no exports' end as imports_over_exports_reason,
    d.import_hhi_test,
    d.export_hhi_test,
    d.ratio_test,
    d.import_hhi_low - d.hhi_threshold as import_hhi_margin_low,
    d.import_hhi_high - d.hhi_threshold as import_hhi_margin_high,
    d.export_hhi_low - d.hhi_threshold as export_hhi_margin_low,
    d.export_hhi_high - d.hhi_threshold as export_hhi_margin_high,
    d.imports_over_exports - {{ var('geodep_ratio') }} as ratio_margin,
    {{ held_in_a_row('y.import_hhi_above', 'd.year') }} as import_hhi_years_above,
    {{ held_in_a_row('y.export_hhi_above', 'd.year') }} as export_hhi_years_above,
    {{ held_in_a_row('y.ratio_above', 'd.year') }} as ratio_years_above,
    d.tests,
    {{ held_of_three('y.met', 'd.year') }} as years_met,
    3 - {{ held_of_three('y.met', 'd.year') }} - {{ held_of_three('y.not_met', 'd.year') }} as years_open,
    case
        when {{ held_of_three('y.met', 'd.year') }} >= {{ var('geodep_years') }} then 'dependent'
        when {{ held_of_three('y.not_met', 'd.year') }} > 3 - {{ var('geodep_years') }} then 'not dependent'
        else 'undecided'
    end as dependence,
    d.release,
    d.document_id
from decided as d
inner join area as i on d.importer = i.area
left join area as f on d.first_area = f.area
inner join years as y on d.importer = y.importer and d.hs_edition = y.hs_edition and d.hs_code = y.hs_code
