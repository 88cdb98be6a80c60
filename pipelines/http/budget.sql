-- Requests sent or about to be, in SQLite. `at` is seconds since 1970: when the request may leave.

-- name: ddl
create table if not exists sent (publisher text not null, at real not null);

-- name: index
create index if not exists sent_by_publisher on sent (publisher, at);

-- name: state
select
    (select max(at) from sent where publisher = :publisher) as last_at,
    (select at from sent where publisher = :publisher order by at desc limit 1 offset :per_day - 1) as fills_at;

-- name: count
insert into sent (publisher, at) values (:publisher, :at);

-- name: forget
delete from sent where publisher = :publisher and at < :before;
