{% set finding = 'rule, source, evidence, importer_iso3, code_set, period, frequency, basis, figure, figure_against,
        source_against, code_set_against, period_against, factor, is_mutual, document_ids, documents_against' %}
with found as (
    select
        {{ finding }},
        cast(null as integer) as witnesses
    from {{ ref('int_contradiction_total') }}
    union all
    select
        {{ finding }},
        cast(null as integer) as witnesses
    from {{ ref('int_contradiction_jump') }}
    union all
    select
        {{ finding }},
        witnesses
    from {{ ref('int_contradiction_unit_value') }}
)

select
    *,
    -- rows that are counted several times keep the proportions of the suppliers, mostly
    case when evidence = 'derived' and rule <> 'unit value out of range' then 'amounts' else 'amounts and shares' end
        as what_falls,
    case
        when rule = 'unit value out of range'
            then
                {{ plain_price('figure') }}
                || case when figure > figure_against then ' is ' else ' is one part in ' end
                || {{ plain_factor('factor') }}
                || case when figure > figure_against then ' times ' else ' of ' end
                || {{ plain_price('figure_against') }}
                || ', the median of ' || cast(witnesses as varchar) || ' '
                || case source_against when 'other importers' then 'importers' else 'of its periods' end
        when rule = 'whole importer jumps'
            then
                {{ plain_amount('figure', 'basis') }} || ' in ' || period || ' beside '
                || {{ plain_amount('figure_against', 'basis') }} || ' in ' || period_against
                || ': nearly all its imports in this source change by about '
                || {{ plain_factor('factor') }} || ' times'
        when figure > figure_against
            then
                {{ plain_amount('figure', 'basis') }} || ' is ' || {{ plain_factor('factor') }} || ' times the '
                || {{ plain_amount('figure_against', 'basis') }} || ' that ' || source_against || ' has for '
                || case when rule = 'part larger than its whole' then 'all of ' else '' end || 'HS ' || code_set_against
        else
            {{ plain_amount('figure', 'basis') }} || ' is less than the '
            || {{ plain_amount('figure_against', 'basis') }} || ' that ' || source_against || ' has for '
            || case when rule = 'part larger than its whole' then 'a part of it, ' else '' end || 'HS '
            || code_set_against
    end
    || case when is_mutual then '; which of the two is wrong cannot be told' else '' end as explanation
from found
