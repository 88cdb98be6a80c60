-- The front door of the published file: a few views in `main` with names beside codes, and macros that answer one
-- question each. They show the preferred reading; `readings` shows all of them. Written for DuckDB 1.0 and later.

-- name: views
create view main.suppliers as
select
    i.name as importer,
    s.material,
    s.period,
    s.basis,
    s.place,
    coalesce(e.name, a.name, 'not named by the source') as supplier,
    s.share,
    s.share_high,
    s.value_usd,
    s.weight_kg,
    s.fit,
    s.evidence,
    s.source,
    s.code_set,
    s.stage,
    s.frequency,
    cast(case when length(s.period) = 4 then s.period || '-01' else s.period end || '-01' as date) as period_start,
    s.importer_iso3,
    s.exporter_iso3 as supplier_iso3,
    s.exporter_kind as supplier_kind,
    m.name as material_name,
    s.is_weight_estimated,
    s.is_weight_partial,
    s.reason,
    s.contradiction
from dependence.import_share as s
inner join reference.material as m on s.material = m.material
left join reference.importer as i on s.importer_iso3 = i.importer_iso3
left join reference.economy as e on s.exporter_iso3 = e.iso3
left join reference.area as a on s.exporter_iso3 = a.partner_key and e.iso3 is null
where s.is_preferred;

create view main.concentration as
select
    i.name as importer,
    c.material,
    c.period,
    c.basis,
    e.name as largest_supplier,
    c.cr1,
    c.hhi_low,
    c.hhi_high,
    c.value_usd,
    c.weight_kg,
    c.fit,
    c.evidence,
    c.source,
    c.code_set,
    c.stage,
    c.frequency,
    cast(case when length(c.period) = 4 then c.period || '-01' else c.period end || '-01' as date) as period_start,
    c.importer_iso3,
    c.largest_supplier_iso3,
    m.name as material_name,
    c.hhi,
    c.cr3,
    c.supplier_count,
    c.unknown_share,
    c.reason,
    c.contradiction,
    c.series_break,
    c.preference_reason
from concentration.import_concentration as c
inner join reference.material as m on c.material = m.material
left join reference.importer as i on c.importer_iso3 = i.importer_iso3
left join reference.economy as e on c.largest_supplier_iso3 = e.iso3
where c.is_preferred;

create view main.trend as
with compared as (
    select
        *,
        lag(cr1) over question as cr1_before,
        lag(hhi_low) over question as hhi_low_before,
        coalesce(
            source = lag(source) over question
            and code_set = lag(code_set) over question
            and series_break is null,
            false
        ) as is_same_reading_as_before
    from main.concentration
    where reason is null
    window question as (partition by importer_iso3, material, basis, frequency order by period)
)

select
    * exclude (cr1_before, hhi_low_before, is_same_reading_as_before),
    case when is_same_reading_as_before then cr1 - cr1_before end as cr1_change,
    case when is_same_reading_as_before then hhi_low - hhi_low_before end as hhi_low_change,
    is_same_reading_as_before
from compared;

create view main.production as
select
    p.material,
    m.name as material_name,
    p.commodity,
    p.stage,
    p.statistic,
    p.statistic_detail,
    p.period,
    cast(case when length(p.period) = 4 then p.period || '-01' else p.period end || '-01' as date) as period_start,
    p.producer_iso3,
    p.producer_name as producer,
    p.producer_kind,
    p.quantity,
    p.unit,
    p.share,
    p.share_low,
    p.share_high,
    p.is_estimated,
    p.reason,
    p.edition,
    p.source
from production.production_share as p
left join reference.material as m on p.material = m.material
where p.is_newest_edition and p.producer_kind <> 'world';

create view main.catalogue as
select
    importer_iso3,
    importer,
    material,
    material_name,
    frequency,
    basis,
    min(period) as first_period,
    max(period) as last_period,
    count(*) as periods,
    max(fit) as loosest_fit,
    string_agg(distinct code_set, ', ' order by code_set) as code_sets,
    string_agg(distinct evidence, ', ' order by evidence) as evidence,
    string_agg(distinct source, ', ' order by source) as sources
from main.concentration
where reason is null
group by importer_iso3, importer, material, material_name, frequency, basis;

-- name: macros
create macro main.suppliers_of(of_importer, of_material, in_year, by_basis := 'weight') as table
select
    place,
    supplier,
    share,
    share_high,
    value_usd,
    weight_kg,
    fit,
    evidence,
    source,
    code_set,
    supplier_iso3,
    importer,
    material,
    period,
    basis,
    reason,
    contradiction
from main.suppliers
where
    (importer_iso3 = upper(of_importer) or lower(importer) = lower(of_importer))
    and material = replace(lower(of_material), ' ', '_')
    and period = cast(in_year as varchar)
    and basis = by_basis
order by share desc nulls last, supplier_iso3 asc;

create macro main.dependence(of_importer, of_material, by_basis := 'weight') as table
select
    period,
    largest_supplier,
    cr1,
    cr1_change,
    hhi_low,
    hhi_high,
    hhi_low_change,
    is_same_reading_as_before,
    value_usd,
    weight_kg,
    fit,
    evidence,
    source,
    code_set,
    importer,
    material,
    basis,
    contradiction
from main.trend
where
    (importer_iso3 = upper(of_importer) or lower(importer) = lower(of_importer))
    and material = replace(lower(of_material), ' ', '_')
    and frequency = 'A'
    and basis = by_basis
order by period;

create macro main.readings(of_importer, of_material, in_year, by_basis := 'weight') as table
select
    c.preference,
    c.is_preferred,
    c.source,
    c.evidence,
    c.code_set,
    c.stage,
    c.fit,
    c.largest_supplier_iso3,
    c.cr1,
    c.cr1 - max(case when c.is_preferred then c.cr1 end) over () as cr1_difference,
    c.hhi_low,
    c.hhi_high,
    c.unknown_share,
    c.value_usd,
    c.weight_kg,
    c.reason,
    c.contradiction,
    c.preference_reason
from concentration.import_concentration as c
left join reference.importer as i on c.importer_iso3 = i.importer_iso3
where
    (c.importer_iso3 = upper(of_importer) or lower(i.name) = lower(of_importer))
    and c.material = replace(lower(of_material), ' ', '_')
    and c.period = cast(in_year as varchar)
    and c.frequency = case when length(cast(in_year as varchar)) = 4 then 'A' else 'M' end
    and c.basis = by_basis
order by c.preference;

-- name: comments
comment on view main.suppliers is
'One row per importer, material, period, basis and supplier: who supplies whom, in the preferred reading. Start here.';
comment on column main.suppliers.importer_iso3 is 'Importing economy, ISO 3166-1 alpha-3, or EU27.';
comment on column main.suppliers.importer is 'Its English name.';
comment on column main.suppliers.material is 'Key of reference.material.';
comment on column main.suppliers.material_name is 'Its English name.';
comment on column main.suppliers.period is 'Year (2023) or month (2023-05).';
comment on column main.suppliers.period_start is 'First day of the period.';
comment on column main.suppliers.frequency is 'A annual, M monthly.';
comment on column main.suppliers.basis is 'value (US dollars) or weight (net kg).';
comment on column main.suppliers.supplier_iso3 is 'Supplying economy; RESIDUAL, _X and the like where no economy is named.';
comment on column main.suppliers.supplier is 'Its English name.';
comment on column main.suppliers.supplier_kind is 'economy, or a kind of unknown origin; returned for the importer''s own goods.';
comment on column main.suppliers.place is 'Rank among the known suppliers, 1 the largest.';
comment on column main.suppliers.share is 'Share of the imports on this basis, 0 to 1.';
comment on column main.suppliers.share_high is 'Share if all of unknown origin came from this supplier too, 0 to 1.';
comment on column main.suppliers.value_usd is 'US dollars.';
comment on column main.suppliers.weight_kg is 'Net weight, kg.';
comment on column main.suppliers.is_weight_estimated is 'Whether the publisher estimated the weight.';
comment on column main.suppliers.is_weight_partial is 'Whether the weight is of some of the codes only.';
comment on column main.suppliers.fit is 'How well the codes stand for the material: exact, dominant or proxy.';
comment on column main.suppliers.stage is 'Key of reference.stage.';
comment on column main.suppliers.code_set is 'HS codes that stand for the material, joined by +.';
comment on column main.suppliers.evidence is 'reported by the importer, reconciled of both sides, or derived from a published aggregate.';
comment on column main.suppliers.source is 'The source whose figures these are.';
comment on column main.suppliers.reason is 'Why there is no share.';
comment on column main.suppliers.contradiction is 'What speaks against the total; NULL where nothing does.';

comment on view main.concentration is
'One row per importer, material, period and basis: HHI with bounds and the largest supplier, in the preferred reading.';
comment on column main.concentration.importer_iso3 is 'Importing economy, ISO 3166-1 alpha-3, or EU27.';
comment on column main.concentration.importer is 'Its English name.';
comment on column main.concentration.material is 'Key of reference.material.';
comment on column main.concentration.material_name is 'Its English name.';
comment on column main.concentration.period is 'Year (2023) or month (2023-05).';
comment on column main.concentration.period_start is 'First day of the period.';
comment on column main.concentration.frequency is 'A annual, M monthly.';
comment on column main.concentration.basis is 'value (US dollars) or weight (net kg).';
comment on column main.concentration.hhi is 'Herfindahl-Hirschman index, 0 to 1; NULL where its bounds differ.';
comment on column main.concentration.hhi_low is 'HHI if what is of unknown origin comes from many small suppliers.';
comment on column main.concentration.hhi_high is 'HHI if all of it comes from the largest supplier.';
comment on column main.concentration.cr1 is 'Share of the largest known supplier, 0 to 1.';
comment on column main.concentration.cr3 is 'Share of the three largest known suppliers, 0 to 1.';
comment on column main.concentration.largest_supplier_iso3 is 'The largest known supplier.';
comment on column main.concentration.largest_supplier is 'Its English name.';
comment on column main.concentration.supplier_count is 'How many suppliers are known.';
comment on column main.concentration.unknown_share is 'Share of unknown origin, 0 to 1.';
comment on column main.concentration.value_usd is 'All imports, US dollars.';
comment on column main.concentration.weight_kg is 'All imports, net kg; NULL where a part is unknown.';
comment on column main.concentration.fit is 'How well the codes stand for the material: exact, dominant or proxy.';
comment on column main.concentration.stage is 'Key of reference.stage.';
comment on column main.concentration.code_set is 'HS codes that stand for the material, joined by +.';
comment on column main.concentration.evidence is 'reported by the importer, reconciled of both sides, or derived from a published aggregate.';
comment on column main.concentration.source is 'The source whose figures these are.';
comment on column main.concentration.reason is 'Why there is no figure.';
comment on column main.concentration.contradiction is 'What speaks against the total; NULL where nothing does.';
comment on column main.concentration.series_break is
'Why the figure is not of the same goods as the one of the period before in this reading; NULL where it is.';
comment on column main.concentration.preference_reason is 'Why this reading is the preferred one.';

comment on view main.trend is
'As concentration, where there is a figure, with the change on the period before: only within one source and code set, and of the same goods.';
comment on column main.trend.cr1_change is 'Change of the largest supplier''s share on the period before.';
comment on column main.trend.hhi_low_change is 'Change of the lower bound of the HHI on the period before.';
comment on column main.trend.is_same_reading_as_before is
'Whether the period before is of the same source and code set, and of the same goods.';

comment on view main.production is
'One row per material, stage, statistic, period and producer: quantities and shares of the world, newest edition.';
comment on column main.production.material is 'Key of reference.material; NULL for commodities that are none.';
comment on column main.production.material_name is 'Its English name.';
comment on column main.production.commodity is 'The table of the publisher.';
comment on column main.production.stage is 'Key of reference.stage.';
comment on column main.production.statistic is 'production, reserves, capacity and the like.';
comment on column main.production.statistic_detail is 'The form that the statistic is of, as the publisher says.';
comment on column main.production.period is 'Year.';
comment on column main.production.period_start is 'First day of the period.';
comment on column main.production.producer_iso3 is 'Producing economy, ISO 3166-1 alpha-3.';
comment on column main.production.producer is 'Its name as the publisher writes it.';
comment on column main.production.producer_kind is 'economy, or other for a rest that the publisher does not divide.';
comment on column main.production.quantity is 'Quantity in `unit`; NULL where it is withheld or not known.';
comment on column main.production.unit is 'Unit of the quantity.';
comment on column main.production.share is 'Share of the published world total, 0 to 1.';
comment on column main.production.share_low is 'Lower bound of the share.';
comment on column main.production.share_high is 'Upper bound of the share.';
comment on column main.production.is_estimated is 'Whether the publisher marks the quantity as estimated.';
comment on column main.production.reason is 'Why there is no share.';
comment on column main.production.edition is 'Edition of the yearly publication.';
comment on column main.production.source is 'The source whose figures these are.';

comment on view main.catalogue is
'One row per importer, material, frequency and basis that can be asked: from when to when, how well, from whom.';
comment on column main.catalogue.importer_iso3 is 'Importing economy, ISO 3166-1 alpha-3, or EU27.';
comment on column main.catalogue.importer is 'Its English name.';
comment on column main.catalogue.material is 'Key of reference.material.';
comment on column main.catalogue.material_name is 'Its English name.';
comment on column main.catalogue.frequency is 'A annual, M monthly.';
comment on column main.catalogue.basis is 'value or weight.';
comment on column main.catalogue.first_period is 'First period with a figure.';
comment on column main.catalogue.last_period is 'Last period with a figure.';
comment on column main.catalogue.periods is 'How many periods have a figure.';
comment on column main.catalogue.loosest_fit is 'The loosest fit among them: exact, dominant or proxy.';
comment on column main.catalogue.code_sets is 'The code sets that answer.';
comment on column main.catalogue.evidence is 'The kinds of evidence.';
comment on column main.catalogue.sources is 'The sources.';

comment on macro table main.suppliers_of is
'suppliers_of(''JPN'', ''gallium'', 2022): the suppliers, largest first. by_basis := ''value'' for value.';
comment on macro table main.dependence is
'dependence(''JPN'', ''rare_earths''): year by year the largest supplier and the HHI. by_basis := ''value'' for value.';
comment on macro table main.readings is
'readings(''JPN'', ''rare_earths'', 2023): every reading of one question, the preferred one first, with the difference.';
