select
    c.importer_iso3,
    s.material,
    c.code_set,
    c.period,
    c.frequency,
    c.basis,
    c.source,
    c.evidence,
    c.rule,
    c.figure,
    c.figure_against,
    case
        when c.rule = 'unit value out of range' then 'US$ per kg'
        when c.basis = 'value' then 'US$'
        else 'kg'
    end as unit,
    c.factor,
    c.source_against,
    c.code_set_against,
    c.period_against,
    c.is_mutual,
    c.what_falls,
    c.explanation,
    c.document_ids,
    c.documents_against
from {{ ref('int_contradiction') }} as c
inner join {{ ref('int_import_set') }} as s
    on
        c.source = s.source
        and c.evidence = s.evidence
        and c.importer_iso3 = s.importer_iso3
        and c.code_set = s.code_set
        and c.period = s.period
        and c.frequency = s.frequency
        and c.basis = s.basis
