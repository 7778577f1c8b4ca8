-- Evidence: the hash of each event, the tree over these hashes, and what has been signed about it.
-- Runs once, recorded by name and hash. Adding the hash writes the whole of ledger.events again.

do $$
begin
    -- A topic is hashed as UTF-8, which is what the server holds it as.
    if current_setting('server_encoding') <> 'UTF8' then
        raise exception 'the ledger needs a database in UTF8, this one is in %',
            current_setting('server_encoding');
    end if;
end $$;

-- The stored bytes of an event, each column by the send function of its type: integers big-endian,
-- recorded_at as microseconds since 2000-01-01 UTC, what varies in length after its length (int4).
-- textsend is only stable (it follows client_encoding); decoding an escaped text is immutable.
create function ledger.leaf_header(at bigint, stream uuid, version int, recorded timestamptz)
returns bytea language sql immutable parallel safe as $$
    select int8send(at) || uuid_send(stream) || int4send(version) || timestamptz_send(recorded)
$$;

create function ledger.leaf_columns(topic text, state bytea, metadata bytea)
returns bytea language sql immutable parallel safe as $$
    select int4send(octet_length(topic)) || decode(replace(topic, '\', '\\'), 'escape')
        || int4send(octet_length(state)) || state
        || int4send(octet_length(metadata)) || metadata
$$;

-- The Merkle tree's entry for an event. An entry holds at most 65,535 bytes (c2sp.org/tlog-tiles);
-- a larger event stands there with the hash of its bytes.
create function ledger.leaf_entry(
    at bigint, stream uuid, version int, recorded timestamptz,
    topic text, state bytea, metadata bytea
)
returns bytea language sql immutable parallel safe as $$
    select case
        when octet_length(topic)::bigint + octet_length(state) + octet_length(metadata) <= 65486
        then '\x01' || ledger.leaf_header(at, stream, version, recorded)
            || ledger.leaf_columns(topic, state, metadata)
        else '\x02' || ledger.leaf_header(at, stream, version, recorded)
            || sha256('\x01' || ledger.leaf_header(at, stream, version, recorded)
                || ledger.leaf_columns(topic, state, metadata))
    end
$$;

-- RFC 9162, section 2.1.1: the hash of a leaf is that of 0x00 and its entry.
alter table ledger.events add column leaf_hash bytea not null generated always as (
    sha256('\x00' || ledger.leaf_entry(
        position, originator_id, originator_version, recorded_at, topic, state, metadata
    ))
) stored;

comment on column ledger.events.leaf_hash is 'SHA-256 over every other column, as RFC 9162 has it';

create table ledger.tiles (
    level smallint not null check (level between 0 and 7),
    number bigint not null check (number >= 0),
    hashes bytea not null check (octet_length(hashes) = 8192),
    root bytea not null check (octet_length(root) = 32),
    primary key (level, number)
);

comment on table ledger.tiles is
    'Full tiles of the tree: 256 hashes each, of events at level 0, of tiles below further up';

-- Hashes do not compress; do not try.
alter table ledger.tiles alter column hashes set storage external;

create table ledger.log_keys (
    number int primary key check (number > 0),
    vkey text not null unique,
    since bigint not null check (since >= 0),
    statement text,
    check ((number = 1) = (statement is null))
);

comment on table ledger.log_keys is 'Public keys of the log; each signs from a size on';
comment on column ledger.log_keys.statement is 'The note by which the key before hands over';

create table ledger.checkpoints (
    size bigint primary key check (size >= 0),
    origin text not null,
    root bytea not null check (octet_length(root) = 32),
    leaves bytea not null check (octet_length(leaves) % 32 = 0),
    signed_at timestamptz not null default clock_timestamp()
);

comment on table ledger.checkpoints is 'What the log has signed: its size and the root of its tree';
comment on column ledger.checkpoints.leaves is
    'Leaf hashes up to size, from the last full tile or the checkpoint before on';

create table ledger.checkpoint_signatures (
    number bigint generated always as identity primary key,
    size bigint not null references ledger.checkpoints,
    vkey text not null,
    signature bytea not null,
    unique (size, vkey, signature)
);

comment on table ledger.checkpoint_signatures is 'By the log, and by witnesses who cosigned';

do $$
declare
    kept text;
begin
    foreach kept in array array['tiles', 'log_keys', 'checkpoints', 'checkpoint_signatures'] loop
        execute format(
            'create trigger %I before update or delete or truncate on ledger.%I
                for each statement execute function ledger.refuse_rewriting()',
            kept || '_only_grow', kept
        );
        execute format('alter table ledger.%I enable always trigger %I', kept, kept || '_only_grow');
        if exists (select from pg_roles where rolname = 'sep_ledger_app') then
            execute format('grant select, insert on ledger.%I to sep_ledger_app', kept);
        end if;
    end loop;
end $$;
