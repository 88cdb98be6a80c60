-- The books of the raw schema: what was seen, what became of each row, what each suite said, what was decided, what was
-- asked and what failed.
create schema if not exists raw;

create table if not exists raw.sighting (
    document_id varchar not null,
    dataset varchar not null,
    key varchar not null,
    partition varchar,
    scope json,
    url varchar,
    status integer,
    retrieved_at timestamp not null,
    released_at varchar,
    sha256 varchar not null,
    bytes bigint,
    content_type varchar,
    etag varchar,
    last_modified varchar,
    row_cap integer,
    publisher varchar,
    licence varchar,
    origin varchar,
    kind varchar,
    obtained_from varchar,
    primary key (document_id, retrieved_at)
);

create table if not exists raw.load (
    document_id varchar primary key,
    dataset varchar not null,
    sql_sha varchar not null,
    rows_read bigint not null,
    rows_accepted bigint not null,
    rows_quarantined bigint not null,
    rows_excluded bigint not null
);

create table if not exists raw.quarantine (
    dataset varchar not null,
    document_id varchar not null,
    row_number bigint not null,
    reason varchar not null,
    content json
);

create table if not exists raw.exclusion (
    dataset varchar not null,
    document_id varchar not null,
    rule varchar not null,
    rows bigint not null
);

create table if not exists raw.validation (
    document_id varchar primary key,
    dataset varchar not null,
    suite_sha varchar not null,
    rules_declared integer not null,
    rules_run integer not null,
    is_passed boolean not null,
    findings json
);

-- What served the figures of a document before it, which it was judged against: the vintage before it of its key, or
-- the first of those of other keys; NULL where its figures are new. `beside` are all of other keys.
create table if not exists raw.comparison (
    document_id varchar primary key,
    dataset varchar not null,
    compared_with varchar
);
alter table raw.comparison add column if not exists beside varchar[];

-- What moved from one vintage to the next, or stands out of its neighbours, as expectations/drift.sql finds it.
create table if not exists raw.drift (
    dataset varchar not null,
    document_id varchar not null,
    compared_with varchar,
    rule varchar not null,
    measure varchar not null,
    series varchar not null,
    member varchar not null,
    amount_before decimal(38, 6),
    amount_after decimal(38, 6),
    factor double,
    note varchar
);

-- The newest answer to each question, and attempts that failed, as of the build.
create table if not exists raw.asked (
    dataset varchar not null,
    key varchar not null,
    asked_at timestamp not null,
    sha256 varchar
);

create table if not exists raw.attempt (
    dataset varchar not null,
    key varchar,
    partition varchar,
    attempted_at timestamp not null,
    kind varchar,
    problem varchar
);

-- Documents of which no row was loaded, because they are not what their contract says.
create table if not exists raw.unreadable (
    document_id varchar primary key,
    dataset varchar not null,
    reason varchar not null
);

-- What was decided about documents, as the landing area has it (warehouse/decisions.py).
create table if not exists raw.decision (
    document_id varchar not null,
    dataset varchar not null,
    key varchar not null,
    action varchar not null,
    decided_by varchar not null,
    decided_at timestamp not null,
    effective_at timestamp not null,
    rule varchar,
    why varchar not null,
    beside varchar[] not null,
    code varchar
);

-- In which state each dataset was when all of its documents were loaded and judged (warehouse/settled.py).
create table if not exists raw.settled (
    dataset varchar primary key,
    state varchar not null
);

-- Which build the tables of the models are; no row while they are of no single one.
create table if not exists raw.build (
    build_id varchar not null
);

-- In which state each dataset was when they were built, and by which code.
create table if not exists raw.built_from (
    dataset varchar not null,
    state varchar not null,
    code_id varchar not null
);

-- Every document that is set aside, by whom and since when; `held_until` is NULL as long as it is. One that fails its
-- suite or cannot be read is set aside from the moment it came.
create or replace view raw.held as
with seen as (
    select
        document_id,
        min(dataset) as dataset,
        min(key) as key,
        min(retrieved_at) as first_seen_at
    from raw.sighting
    group by document_id
),

ordered as (
    select
        *,
        lead(decided_at) over (
            partition by document_id
            order by decided_at
        ) as next_at
    from raw.decision
    where action <> 'accept'
),

judged as (
    select
        document_id,
        list_filter(
            from_json(
                findings,
                '[{"rule":"VARCHAR","is_passed":"BOOLEAN","is_warning":"BOOLEAN","unexpected_rows":"BIGINT","examples":["VARCHAR"]}]'
            ),
            lambda f: not f.is_passed and not f.is_warning
        ) as broken,
        findings
    from raw.validation
    where not is_passed
)

select
    document_id,
    dataset,
    key,
    effective_at as held_at,
    next_at as held_until,
    decided_by as held_by,
    rule,
    why as reason,
    to_json({beside: beside}) as details
from ordered
where action in ('withdraw', 'hold')
union all
select
    s.document_id,
    s.dataset,
    s.key,
    s.first_seen_at as held_at,
    cast(null as timestamp) as held_until,
    'suite' as held_by,
    array_to_string(list_transform(j.broken, lambda f: f.rule), ' | ') as rule,
    array_to_string(
        list_transform(
            j.broken,
            lambda f: 'expected ' || f.rule || '; '
            || case when coalesce(f.unexpected_rows, 0) = 0 then 'some' else cast(f.unexpected_rows as varchar) end
            || ' rows are not so'
            || case when len(f.examples) > 0 then ', such as ' || array_to_string(f.examples, '; ') else '' end
        ),
        ' | '
    ) as reason,
    j.findings as details
from judged as j
inner join seen as s on j.document_id = s.document_id
union all
select
    s.document_id,
    s.dataset,
    s.key,
    s.first_seen_at as held_at,
    cast(null as timestamp) as held_until,
    'load' as held_by,
    'the document can be read as its contract says' as rule,
    u.reason,
    cast(null as json) as details
from raw.unreadable as u
inner join seen as s on u.document_id = s.document_id;
