-- The generations of the log, so that who copies it notices a log that was restored: position 7 of a
-- restored log may be another event. A new one begins where the log stands in another place than the
-- one before. Runs once, recorded by name and hash.

create table ledger.generations (
    number int not null primary key check (number > 0),
    generation uuid not null unique default gen_random_uuid(),
    -- The last position that this generation shares with the one before; the first shares none.
    began_after bigint not null check (began_after >= 0),
    place text not null,
    began_at timestamptz not null default clock_timestamp()
);

comment on table ledger.generations is 'Where the log has stood; the last row is the one that holds';
comment on column ledger.generations.place is 'What ledger.place() said then';

create trigger generations_only_grow before update or delete or truncate on ledger.generations
    for each statement execute function ledger.refuse_rewriting();
alter table ledger.generations enable always trigger generations_only_grow;

-- Where the log stands: the cluster, the database in it, and the cluster's timeline. A dump that is
-- read back is another database; a base backup that is rolled forward, or a standby that took over,
-- goes on in another timeline. A copy of the files as they lie is the one that cannot be told.
create function ledger.place() returns text language sql stable as $$
    select concat_ws(
        '/',
        (select system_identifier from pg_control_system()),
        (select oid from pg_database where datname = current_database()),
        left(pg_walfile_name(pg_current_wal_lsn()), 8)
    )
$$;

insert into ledger.generations (number, began_after, place)
select 1, 0, ledger.place();

do $$
begin
    if exists (select from pg_roles where rolname = 'sep_ledger_app') then
        grant select on ledger.generations to sep_ledger_app;
    end if;
end $$;
