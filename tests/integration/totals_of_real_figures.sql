-- Import sets as int_import_set has them, made from the real figures beside the project: the aggregated series, BACI, UN
-- Comtrade's figures of 2022 and 2024, and China's own record of HS 2846. Variable `data` is their folder.

create temp table economy as
select distinct iso3
from seeds.comtrade_areas
where kind = 'economy';

-- The minerals of the series whose codes are not stated count as a heading each, so that they are materials of their own.
create temp table heading as
select
    unnest(['Rare earths', 'Cobalt', 'Copper', 'Lithium', 'Manganese', 'Nickel']) as mineral,
    unnest(['280530+284610+284690', '8105', '7403', '2836', '8111', '7502']) as code_set;

create temp table baci as
select
    b.k as hs_code,
    cast(b.t as varchar) as period,
    i.country_iso3 as exporter,
    j.country_iso3 as importer,
    b.v * 1000 as value_usd,
    try_cast(b.q as double) * 1000 as weight_kg
from
    read_csv(
        getvariable('data') || '/baci/baci_HS92_V202601_74_mineral_codes_1995_2024.csv.gz',
        types = {'k': 'varchar', 'q': 'varchar'}
    ) as b
inner join read_csv(getvariable('data') || '/baci/country_codes_V202601.csv') as i on b.i = i.country_code
inner join read_csv(getvariable('data') || '/baci/country_codes_V202601.csv') as j on b.j = j.country_code;

create temp table extract as
select
    regexp_extract(filename, 'comtrade_([0-9]{4})', 1) as period,
    reporter,
    partner,
    cmd,
    max(value) as value_usd,
    arg_max(netwgt, value) as weight_kg
from
    read_csv(
        getvariable('data') || '/comtrade/annual_31_codes/comtrade_*.csv.gz',
        types = {'cmd': 'varchar'},
        union_by_name = true,
        filename = true
    )
where flow = 'M'
group by all;

create temp table flow as
select
    'series' as source,
    'derived' as evidence,
    trim(country_iso) as importer,
    code_set,
    cast(year as varchar) as period,
    'W00' as exporter,
    trade_value_usd as value_usd,
    nullif(net_weight_kg, 0) as weight_kg
from read_csv(getvariable('data') || '/comtrade/rare_earths_2005_2024/country_ts.csv')
inner join heading using (mineral)
where flow = 'Import'
union all
select
    'series',
    'derived',
    importer_iso,
    code_set,
    cast(year as varchar),
    exporter_iso,
    trade_value_usd,
    nullif(net_weight_kg, 0)
from read_csv(getvariable('data') || '/comtrade/rare_earths_2005_2024/flows.csv')
inner join heading using (mineral)
union all
select
    'baci',
    'reconciled',
    importer,
    code_set,
    period,
    exporter,
    value_usd,
    weight_kg
from baci
inner join (
    select distinct
        hs_code,
        hs_code as code_set
    from baci
    union all
    select
        unnest(['280530', '284610', '284690', '284610', '284690']),
        unnest([
            '280530+284610+284690', '280530+284610+284690', '280530+284610+284690', '284610+284690', '284610+284690'
        ])
) using (hs_code)
union all
-- the control: figures in which nothing is counted twice, as if they were an aggregate
select
    'control',
    'derived',
    importer,
    hs_code,
    period,
    exporter,
    value_usd,
    weight_kg
from baci
union all
select
    'baci_hs17',
    'reconciled',
    j,
    cmd,
    '2022',
    i,
    value,
    null
from read_csv(getvariable('data') || '/baci/baci_V202601_2022_31_codes.csv', types = {'cmd': 'varchar'})
union all
select
    'extract',
    'reported',
    r.partner_key,
    e.cmd,
    e.period,
    p.partner_key,
    e.value_usd,
    nullif(e.weight_kg, 0)
from extract as e
inner join seeds.comtrade_areas as r on e.reporter = r.comtrade_code
inner join seeds.comtrade_areas as p on e.partner = p.comtrade_code
union all
select
    'comtrade',
    'reported',
    'CHN',
    '2846',
    row_.period,
    p.partner_key,
    row_.primaryvalue,
    row_.netwgt
from (
    select unnest(data) as row_
    from
        read_json(
            getvariable('data') || '/comtrade/preview_china_2846_1993_2024/[12]*.json',
            columns = {
                'data': 'struct(period varchar, partnerCode integer, primaryValue double, netWgt double)[]'
            }
        )
) as answer
inner join seeds.comtrade_areas as p on row_.partnercode = p.comtrade_code;

create schema if not exists intermediate;
create table intermediate.int_import_set as
with supplier as (
    select
        source,
        evidence,
        importer,
        code_set,
        period,
        exporter,
        exporter <> importer and exporter in (select e.iso3 from economy as e) as is_economy,
        sum(value_usd) as value_usd,
        sum(weight_kg) as weight_kg,
        sum(case when weight_kg is not null then value_usd else 0 end) as covered_usd
    from flow
    group by all
),

total as (
    select
        source,
        evidence,
        importer,
        code_set,
        period,
        coalesce(sum(value_usd) filter (exporter = importer), 0) as returned_usd,
        coalesce(sum(weight_kg) filter (exporter = importer), 0) as returned_kg,
        coalesce(sum(value_usd) filter (exporter = 'W00'), sum(value_usd) filter (exporter <> 'W00'))
        - coalesce(sum(value_usd) filter (exporter = importer), 0) as value_usd,
        coalesce(sum(weight_kg) filter (exporter = 'W00'), sum(weight_kg) filter (exporter <> 'W00'))
        - coalesce(sum(weight_kg) filter (exporter = importer), 0) as weight_kg,
        sum(covered_usd) >= 0.95 * sum(value_usd) as has_weight,
        arg_max(exporter, value_usd) filter (is_economy) as first_by_value,
        max(value_usd) filter (is_economy) as first_usd,
        arg_max(exporter, weight_kg) filter (is_economy) as first_by_weight,
        max(weight_kg) filter (is_economy) as first_kg
    from supplier
    group by all
)

select
    source,
    evidence,
    importer as importer_iso3,
    'any' as material,
    code_set,
    period,
    'A' as frequency,
    basis,
    'CIF' as valuation,
    'any' as hs_edition,
    'd' as document_ids,
    cast(null as double) as estimated_kg,
    cast(null as double) as known_kg,
    cast(1000 * (case basis when 'value' then value_usd else weight_kg end) as decimal(38, 0)) as total,
    cast(1000 * (case basis when 'value' then returned_usd else returned_kg end) as decimal(38, 0)) as returned,
    cast(1000 * (case basis when 'value' then first_usd else first_kg end) as decimal(38, 0)) as first_amount,
    case basis when 'value' then first_by_value else first_by_weight end as largest_supplier_iso3,
    cast(0 as decimal(38, 0)) as unknown,
    case when basis = 'weight' and (not has_weight or weight_kg is null) then 'weight unknown' end as reason
from total
cross join (select unnest(['value', 'weight']) as basis) as b
where value_usd > 0;
