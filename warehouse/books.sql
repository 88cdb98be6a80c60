-- The books of the raw schema: what was seen, what became of each row, what each suite said, what was asked and
-- what failed.
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

-- The vintage before it that a document was judged against; NULL for the first one of its key.
create table if not exists raw.comparison (
    document_id varchar primary key,
    dataset varchar not null,
    compared_with varchar
);

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
