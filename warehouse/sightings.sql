-- The queries of the loader on its books.

-- name: note
insert or ignore into raw.sighting by name
select
    document_id,
    dataset,
    key,
    partition,
    scope,
    url,
    status,
    cast(cast(retrieved_at as timestamptz) at time zone 'UTC' as timestamp) as retrieved_at,
    released_at,
    sha256,
    bytes,
    content_type,
    etag,
    last_modified,
    row_cap,
    publisher,
    licence,
    origin,
    kind,
    obtained_from
from
    read_json(
        getvariable('catalogue'),
        format = 'newline_delimited',
        columns = {
            document_id: 'VARCHAR',
            dataset: 'VARCHAR',
            key: 'VARCHAR',
            partition: 'VARCHAR',
            scope: 'JSON',
            url: 'VARCHAR',
            status: 'INTEGER',
            retrieved_at: 'VARCHAR',
            released_at: 'VARCHAR',
            sha256: 'VARCHAR',
            bytes: 'BIGINT',
            content_type: 'VARCHAR',
            etag: 'VARCHAR',
            last_modified: 'VARCHAR',
            row_cap: 'INTEGER',
            publisher: 'VARCHAR',
            licence: 'VARCHAR',
            origin: 'VARCHAR',
            kind: 'VARCHAR',
            obtained_from: 'VARCHAR'
        }
    );

-- name: pending
-- Documents that are not loaded. One that cannot be read matters where it is the newest of its key that nobody withdrew.
with newest as (
    select arg_max(document_id, (retrieved_at, sha256)) as document_id
    from raw.sighting
    where
        dataset = getvariable('dataset')
        and document_id not in (
            select h.document_id from raw.held as h where h.held_by = 'person' and h.held_until is null
        )
    group by key
)

select
    document_id,
    dataset,
    key,
    any_value(sha256) as sha256,
    any_value(partition) as partition,
    any_value(row_cap) as row_cap,
    document_id in (select n.document_id from newest as n) as is_newest
from raw.sighting
where dataset = getvariable('dataset') and document_id not in (select l.document_id from raw.load as l)
group by document_id, dataset, key
order by key, min(retrieved_at), document_id;

-- name: forget
delete from raw.load where dataset = getvariable('dataset');
delete from raw.quarantine where dataset = getvariable('dataset');
delete from raw.exclusion where dataset = getvariable('dataset');
delete from raw.validation where dataset = getvariable('dataset');
delete from raw.comparison where dataset = getvariable('dataset');
delete from raw.drift where dataset = getvariable('dataset');
delete from raw.unreadable where dataset = getvariable('dataset');

-- name: quarantine
insert into raw.quarantine
select
    getvariable('dataset') as dataset,
    getvariable('document_id') as document_id,
    row_number,
    reason,
    to_json(i) as content
from incoming as i
where reason is not null;

-- name: exclude
insert into raw.exclusion
select
    getvariable('dataset') as dataset,
    getvariable('document_id') as document_id,
    rule,
    count(*) as rows
from incoming
where rule is not null and reason is null
group by rule;

-- name: account
select
    count(*) as rows_read,
    count(*) filter (where reason is null and rule is null) as rows_accepted,
    count(*) filter (where reason is not null) as rows_quarantined,
    count(*) filter (where reason is null and rule is not null) as rows_excluded
from incoming;

-- name: fingerprints
-- The documents of each dataset that count, with the code that read them.
with counting as (
    select
        s.dataset,
        s.document_id || ' ' || s.retrieved_at || ' ' || l.sql_sha as state
    from raw.sighting as s
    inner join raw.load as l on s.document_id = l.document_id
    inner join raw.validation as v on s.document_id = v.document_id and v.is_passed
    where
        s.retrieved_at <= coalesce(cast(getvariable('as_of') as timestamp), s.retrieved_at)
        and not exists (
            select 1
            from raw.held as h
            where
                h.document_id = s.document_id
                and h.held_at <= coalesce(cast(getvariable('as_of') as timestamp), h.held_at)
                and (h.held_until is null or h.held_until > cast(getvariable('as_of') as timestamp))
        )
)

select
    dataset,
    md5(string_agg(state, ',' order by state)) as digest
from counting
group by dataset
order by dataset;

-- name: built_from
-- The same, with what was asked of the publisher and what failed there: all that its staging models read.
with line as (
    select
        s.dataset,
        concat_ws(' ', s.document_id, s.retrieved_at, l.sql_sha, v.is_passed, h.held_at, h.held_until) as state
    from raw.sighting as s
    left join raw.load as l on s.document_id = l.document_id
    left join raw.validation as v on s.document_id = v.document_id
    left join raw.held as h on s.document_id = h.document_id
    union all
    select
        dataset,
        concat_ws(' ', 'asked', key, asked_at, sha256) as state
    from raw.asked
    union all
    select
        dataset,
        concat_ws(' ', 'failed', key, partition, attempted_at, kind, problem) as state
    from raw.attempt
)

select
    dataset,
    md5(string_agg(state, ',' order by state)) as state
from line
group by dataset;
