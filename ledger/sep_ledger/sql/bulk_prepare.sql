-- The memories of one file's append: a batch in transit, what it is against the log, and how often
-- each key has come by.
-- Temporary, so a session sees only its own; dropped first, so one session can append many files.
do $$
begin
    -- The keys of a file of millions no longer fit the default of 8 MB: 1.4 times slower there.
    set temp_buffers = '64MB';
exception
    when invalid_parameter_value then
        null; -- this session has used temporary tables before; slower, not wrong
end $$;

drop table if exists pg_temp.staged, pg_temp.seen_keys, pg_temp.again, pg_temp.judged, pg_temp.shown;

create temporary table staged (
    place int not null, -- in the batch; a row of a file may hold several facts
    row bigint not null,
    stream uuid not null,
    topic text not null,
    state bytea not null,
    metadata bytea not null,
    twins boolean not null
) on commit delete rows;

create temporary table again (
    place int not null,
    occurrence bigint not null
) on commit delete rows;

create temporary table judged (
    place int primary key,
    stream uuid not null, -- the twin's, where it is one
    version int not null, -- the latest of the stream; 0 where there is none
    standing bigint, -- the position of that version
    verdict smallint not null -- see bulk_judge.sql
) on commit delete rows;
create temporary table seen_keys (
    stream uuid primary key,
    times bigint not null
) on commit preserve rows;
create temporary table shown (
    stream uuid primary key
) on commit preserve rows;
