-- The two memories of one file's append: a batch in transit, and how often each key has come by.
-- Temporary, so a session sees only its own; dropped first, so one session can append many files.
drop table if exists pg_temp.staged, pg_temp.seen_keys, pg_temp.again;

create temporary table staged (
    row bigint not null,
    stream uuid not null,
    topic text not null,
    state bytea not null,
    metadata bytea not null,
    twins boolean not null
) on commit delete rows;

create temporary table again (
    row bigint not null,
    occurrence bigint not null
) on commit delete rows;

create temporary table seen_keys (
    stream uuid primary key,
    times bigint not null
) on commit preserve rows;
