{#
    Which codes hold the same goods when a publisher restates all years in one edition: those that nothing came to by
    dividing a code of the edition in force. 811230 of 1992 is germanium; of what is reported as 811292 since 2007 no
    part of it can be known.
#}
with edition as (
    select distinct edition
    from {{ ref('hs_headings') }}
),

restated as (
    select
        from_edition,
        to_edition,
        to_code,
        max(case when is_ambiguous then 1 else 0 end) as is_divided
    from {{ ref('hs_concordances') }}
    group by from_edition, to_edition, to_code
)

select
    h.edition as hs_edition,
    h.hs_code,
    e.edition as edition_in_force,
    h.edition = e.edition or coalesce(r.is_divided = 0, false) as is_whole
from {{ ref('hs_headings') }} as h
cross join edition as e
left join restated as r
    on
        h.edition = r.to_edition
        and h.hs_code = r.to_code
        and e.edition = r.from_edition
