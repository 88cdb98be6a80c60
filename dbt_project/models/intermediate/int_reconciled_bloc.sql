{#
    What a bloc imports from outside: the reconciled imports of the members of each period, without those from one
    another. A member without a weight leaves the weight of its supplier unknown only where it is more than the rule of
    coverage allows for a set.
#}
with outside as (
    select
        m.bloc,
        f.*,
        case when f.weight_kg is not null then f.value_usd end as weighed_usd
    from {{ ref('int_reconciled_flow') }} as f
    inner join {{ ref('bloc_members') }} as m
        on
            f.importer_iso3 = m.member_iso3
            and {{ is_member('f.period', 'm') }}
    left join {{ ref('bloc_members') }} as s
        on
            f.exporter_iso3 = s.member_iso3
            and m.bloc = s.bloc
            and {{ is_member('f.period', 's') }}
    where s.bloc is null
)

select
    source,
    exporter_iso3,
    exporter_kind,
    bloc as importer_iso3,
    hs_code,
    hs_edition,
    period,
    release,
    cast(sum(value_usd) as decimal(18, 3)) as value_usd,
    cast(
        case when sum(weighed_usd) >= {{ var('weight_coverage') }} * sum(value_usd) then sum(weight_kg) end
        as decimal(18, 3)
    ) as weight_kg,
    is_cut_off,
    document_id,
    {{ number_union('row_numbers') }} as row_numbers
from outside
group by source, exporter_iso3, exporter_kind, bloc, hs_code, hs_edition, period, release, is_cut_off,
    document_id
