{# Each code set of each material as a whole, with the other materials that the same codes, and so the same figures,
   answer for. #}
{{ config(materialized='view') }}
with code_set as (
    select
        material,
        code_set,
        max(stage) as stage,
        max(fit) as fit,
        max(preference) as preference,
        max(edition_from) as edition_from,
        max(edition_to) as edition_to,
        max(note) as note
    from {{ ref('material_codes') }}
    group by material, code_set
),

shared as (
    select
        c.material,
        c.code_set,
        {{ distinct_list('o.material', ', ') }} as shared_with
    from code_set as c
    inner join code_set as o on c.code_set = o.code_set and c.material <> o.material
    group by c.material, c.code_set
)

select
    c.material,
    c.code_set,
    c.stage,
    c.fit,
    c.preference,
    c.edition_from,
    c.edition_to,
    s.shared_with,
    c.note
from code_set as c
left join shared as s on c.material = s.material and c.code_set = s.code_set
