{#
    Which code sets a source answers for whole, and under which codes: of one edition, each heading of the set under one
    complete option, the catalogue's own where there are two.
#}
{% set place_key = 'source, reporter_iso3, period, frequency' %}
{% set set_key = 'material, code_set, stage' %}
with reported as (
    select distinct
        {{ place_key }},
        edition,
        set_code as hs_code
    from {{ ref('int_import_flow') }}
),

edition as (
    select distinct
        {{ place_key }},
        edition
    from reported
),

-- A code that was asked for, in a period that is published, and has no row is a code without trade. One that is
-- withheld altogether is answered too: int_import_set says that its trade is not known.
answered as (
    select
        {{ place_key }},
        edition,
        hs_code,
        1 as has_rows
    from reported
    union all
    select
        b.source,
        b.reporter_iso3,
        b.period,
        b.frequency,
        e.edition,
        b.item as hs_code,
        0 as has_rows
    from {{ ref('int_block_state') }} as b
    inner join edition as e
        on
            b.source = e.source
            and b.reporter_iso3 = e.reporter_iso3
            and b.period = e.period
            and b.frequency = e.frequency
    where b.flow = 'M' and b.state in ('empty', 'suppressed')
),

option as (
    select
        a.source,
        a.reporter_iso3,
        a.period,
        a.frequency,
        a.edition,
        o.material,
        o.code_set,
        o.stage,
        o.heading,
        o.option_rank,
        o.headings,
        max(a.has_rows) as has_rows,
        row_number() over (
            partition by a.source, a.reporter_iso3, a.period, a.frequency, a.edition, o.material, o.code_set, o.heading
            order by o.option_rank asc
        ) as place
    from answered as a
    inner join {{ ref('int_code_set_option') }} as o on a.edition = o.hs_edition and a.hs_code = o.hs_code
    group by
        a.source, a.reporter_iso3, a.period, a.frequency, a.edition, o.material, o.code_set, o.stage, o.heading,
        o.option_rank, o.option_codes, o.headings
    having count(distinct a.hs_code) = o.option_codes
),

complete as (
    select
        {{ place_key }},
        {{ set_key }},
        edition,
        row_number() over (partition by {{ place_key }}, {{ set_key }} order by edition desc) as place
    from option
    where place = 1
    group by {{ place_key }}, {{ set_key }}, edition, headings
    having count(*) = headings and max(has_rows) = 1
)

select
    c.source,
    c.reporter_iso3,
    c.period,
    c.frequency,
    c.material,
    c.code_set,
    c.stage,
    c.edition,
    g.hs_code
from complete as c
inner join option as o
    on
        c.source = o.source
        and c.reporter_iso3 = o.reporter_iso3
        and c.period = o.period
        and c.frequency = o.frequency
        and c.edition = o.edition
        and c.material = o.material
        and c.code_set = o.code_set
inner join {{ ref('int_code_set_option') }} as g
    on
        o.material = g.material
        and o.code_set = g.code_set
        and o.edition = g.hs_edition
        and o.heading = g.heading
        and o.option_rank = g.option_rank
where c.place = 1 and o.place = 1
