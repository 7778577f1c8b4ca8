-- The log: events that are only ever added, and the head that numbers them.
-- Runs once, recorded by name and hash; the role is shared by all databases of a server, so it is
-- the one thing here that may already be there.

create table ledger.events (
    position bigint not null unique check (position > 0),
    originator_id uuid not null,
    -- Ours start at 1; 0 is let in because the library lets a stream begin there.
    originator_version int not null check (originator_version >= 0),
    topic text not null,
    state bytea not null,
    metadata bytea not null default '{}',
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (originator_id, originator_version)
);

comment on table ledger.events is 'Every event, numbered 1, 2, 3, … in the order of commit';
comment on column ledger.events.state is 'The event as JSON, exactly as first written';
comment on column ledger.events.metadata is 'Where the event comes from, as JSON';

create table ledger.head (
    only_row boolean primary key default true check (only_row),
    position bigint not null check (position >= 0)
);

comment on table ledger.head is 'The last position; its row lock is where appends queue';

insert into ledger.head (position) values (0);

create function ledger.refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception '% on ledger.% is refused: the log only grows', tg_op, tg_table_name
        using errcode = 'restrict_violation',
        hint = 'Append a restating event instead.';
end $$;

create function ledger.refuse_head_going_back() returns trigger language plpgsql as $$
begin
    if new.position < old.position then
        raise exception 'the head stands at %, it cannot go back to %', old.position, new.position
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

create trigger events_only_grow before update or delete or truncate on ledger.events
    for each statement execute function ledger.refuse_rewriting();
create trigger head_stays before delete or truncate on ledger.head
    for each statement execute function ledger.refuse_rewriting();
create trigger head_only_rises before update on ledger.head
    for each row execute function ledger.refuse_head_going_back();

-- ALWAYS, because session_replication_role = replica would otherwise pass them by.
alter table ledger.events enable always trigger events_only_grow;
alter table ledger.head enable always trigger head_stays;
alter table ledger.head enable always trigger head_only_rises;

-- The stream of the n-th twin: n in the low 12 bits, which a first fact leaves zero.
create function ledger.twin_stream(stream uuid, twin int) returns uuid
language sql immutable strict parallel safe as $$
    select encode(
        set_byte(
            set_byte(uuid_send(stream), 14, get_byte(uuid_send(stream), 14) | (twin >> 8)),
            15, twin & 255
        ), 'hex'
    )::uuid
$$;

-- Whether the file that metadata names has recorded this very content in the stream before.
create function ledger.has_said(stream uuid, said_topic text, said_state bytea, said_by bytea)
returns boolean language sql stable strict parallel safe as $$
    select exists (
        select from ledger.events
        where originator_id = stream
            and topic = said_topic
            and state = said_state
            and convert_from(metadata, 'UTF8')::jsonb #>> '{source,sha256}'
                = convert_from(said_by, 'UTF8')::jsonb #>> '{source,sha256}'
    )
$$;

do $$
begin
    create role sep_ledger_app nologin;
exception
    when duplicate_object or unique_violation then
        null; -- another database of this server, perhaps at this moment, has made it
    when insufficient_privilege then
        raise notice 'role sep_ledger_app not created: no right to; grant by hand';
end $$;

do $$
begin
    if exists (select from pg_roles where rolname = 'sep_ledger_app') then
        grant usage on schema ledger to sep_ledger_app;
        grant select on ledger.events, ledger.head to sep_ledger_app;
        -- Not recorded_at: the database says when, never the writer.
        grant insert (position, originator_id, originator_version, topic, state, metadata)
            on ledger.events to sep_ledger_app;
        grant update (position) on ledger.head to sep_ledger_app;
    end if;
end $$;
