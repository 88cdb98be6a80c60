-- Which documents of a dataset have figures for the same cells, whatever their keys. Temporary tables, each made from
-- the ones before it; the names in braces come from the suite's declaration (expectations/cells.py).

-- name: documents
create or replace temp table document as
select
    document_id,
    key,
    max({unit}) as unit,
    cast(max(cast(scope as varchar)) as json) as scope,
    min(retrieved_at) as first_at,
    min(sha256) as sha256,
    bool_or(origin = 'import') as is_imported
from raw.sighting
where dataset = getvariable('dataset')
group by document_id, key;

-- name: claims
-- What each document is about. A block is all of a cell but its code, `around` all of it but its period too.
create or replace temp table claim as
select distinct
    d.document_id,
    d.unit,
    {block} as block,
    {around} as around,
    {code} as code
from document as d
{lists}
where {whole};

-- name: no_claims
create or replace temp table claim (
    document_id varchar, unit varchar, block varchar, around varchar, code varchar
);

-- name: overlaps
-- Answers about the same cells: the code of one begins with that of the other, found by equality.
create or replace temp table overlap as
with claimed as (
    select distinct unit, block, code from claim
),

digits as (
    select distinct length(code) as digits from claimed
),

below as (
    select c.unit, c.block, substr(c.code, 1, d.digits) as code
    from claimed as c
    inner join digits as d on length(c.code) >= d.digits
),

pair as (
    select distinct a.unit, b.unit as other
    from claimed as a
    inner join below as b on a.block = b.block and a.code = b.code and a.unit <> b.unit
)

select unit, other from pair
union
select other as unit, unit as other from pair;

-- name: bases
-- What was served before each document came: the passed vintage of its own key, and of each key of another answer about
-- the same cells the newest passed document.
create or replace temp table base as
with passed as (
    select s.document_id, s.key, s.retrieved_at, s.sha256
    from raw.sighting as s
    inner join raw.validation as v on s.document_id = v.document_id and v.is_passed
    where
        s.dataset = getvariable('dataset')
        and s.document_id not in (select h.document_id from raw.held as h where h.held_until is null)
)

select
    d.document_id,
    arg_max(s.document_id, (s.retrieved_at, s.sha256)) as other,
    true as is_own
from document as d
inner join passed as s
    on
        d.key = s.key
        and d.document_id <> s.document_id
        and (s.retrieved_at, s.sha256) < (d.first_at, d.sha256)
group by d.document_id
union all
select
    d.document_id,
    arg_max(s.document_id, (s.retrieved_at, s.sha256)) as other,
    false as is_own
from document as d
inner join overlap as o on d.unit = o.unit
inner join document as e on o.other = e.unit
inner join passed as s
    on e.document_id = s.document_id and (s.retrieved_at, s.sha256, s.document_id) < (d.first_at, d.sha256, d.document_id)
group by d.document_id, e.key;

-- name: sides
-- Of each document in drift_base the rows that it is compared with: of its own vintage all that it serves, of others
-- those that it covers. Of several answers about a cell the newest serves it, also where it has no row of it.
create or replace temp table drift_side as
with compared as (
    select
        b.document_id, b.other, b.is_own, e.unit,
        max(s.retrieved_at) as answered_at
    from drift_base as b
    inner join document as d on b.document_id = d.document_id
    inner join document as e on b.other = e.document_id
    inner join raw.sighting as s on b.other = s.document_id and s.retrieved_at <= d.first_at
    group by all
),

row_cell as (
    select distinct
        document_id as other,
        {block} as of_block,
        {row_code} as of_code
    from {table}
    where document_id in (select b.other from drift_base as b)
),

delivered as (
    select c.document_id, c.other, c.is_own, c.unit, c.answered_at, r.of_block, r.of_code
    from compared as c
    inner join row_cell as r on c.other = r.other
),

cell as (
    select distinct document_id, of_block, of_code from delivered
),

cover as (
    select c.document_id, c.of_block, c.of_code, m.unit, m.other, m.answered_at
    from cell as c
    inner join compared as m on c.document_id = m.document_id
    inner join claim as k on m.other = k.document_id and c.of_block = k.block and starts_with(c.of_code, k.code)
    union
    select document_id, of_block, of_code, unit, other, answered_at
    from delivered
    where is_own
),

serving as (
    select document_id, of_block, of_code, arg_max(unit, (answered_at, other)) as unit
    from cover
    group by document_id, of_block, of_code
),

covered as (
    select distinct c.document_id, c.of_block, c.of_code
    from cell as c
    inner join claim as k on c.document_id = k.document_id and c.of_block = k.block and starts_with(c.of_code, k.code)
)

select
    d.document_id as pair_document,
    d.other as of_document,
    d.of_block,
    d.of_code
from delivered as d
inner join serving as s
    on d.document_id = s.document_id and d.of_block = s.of_block and d.of_code = s.of_code and d.unit = s.unit
left join covered as c
    on d.document_id = c.document_id and d.of_block = c.of_block and d.of_code = c.of_code
where d.is_own or c.document_id is not null;

-- name: own_sides
-- Where a suite does not say what its cells are, a document is compared with all of the vintage before it.
create or replace temp table drift_side as
select document_id as pair_document, other as of_document, '' as of_block, '' as of_code
from drift_base
where is_own;

-- name: neighbours
-- Of each file that a person brought, the documents about the same things at other times.
create or replace temp table drift_neighbour as
select distinct
    d.document_id as pair_document,
    e.document_id as of_document
from drift_pair as p
inner join document as d on p.document_id = d.document_id and d.is_imported
inner join claim as a on d.document_id = a.document_id
inner join claim as b
    on a.around = b.around and a.block <> b.block and (starts_with(a.code, b.code) or starts_with(b.code, a.code))
inner join document as e on b.document_id = e.document_id and d.unit <> e.unit and e.first_at < d.first_at
inner join raw.validation as v on e.document_id = v.document_id and v.is_passed
where e.document_id not in (select h.document_id from raw.held as h where h.held_until is null);
