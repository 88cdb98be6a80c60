{#
    The readings that are contradicted, one row each with what is told about them. A value that cannot be takes the
    weight of the same rows with it, unless it is the unit value that is wrong, which says which of the two.
#}
{% set reading = 'source, evidence, importer_iso3, code_set, period, frequency' %}
with told as (
    select
        {{ reading }},
        basis,
        basis as found_on,
        rule,
        what_falls,
        factor,
        source_against,
        code_set_against,
        explanation
    from {{ ref('int_contradiction') }}
    union all
    select
        {{ reading }},
        'weight' as basis,
        basis as found_on,
        rule,
        what_falls,
        factor,
        source_against,
        code_set_against,
        explanation
    from {{ ref('int_contradiction') }}
    where basis = 'value' and rule <> 'unit value out of range'
),

ranked as (
    select
        *,
        row_number() over (
            partition by {{ reading }}, basis
            order by
                case found_on when basis then 1 else 2 end asc,
                case rule
                    when 'part larger than its whole' then 1
                    when 'two totals of the same goods' then 2
                    when 'whole importer jumps' then 3
                    else 4
                end asc,
                factor desc,
                source_against asc,
                code_set_against asc
        ) as place,
        max(case when what_falls = 'amounts and shares' then 1 else 0 end) over (partition by {{ reading }}, basis)
            as falls_shares
    from told
)

select
    {{ reading }},
    basis,
    explanation
    || case when falls_shares = 1 then '; its shares fall with it' else '; the suppliers'' shares mostly hold' end
        as contradiction,
    case when falls_shares = 1 then 'amounts and shares' else 'amounts' end as what_falls
from ranked
where place = 1
