-- The leaf hash, computed when it is read instead of kept. A kept one proves nothing more, for
-- whoever rewrites an event has the column computed anew; what holds the log to its word are the
-- tiles and the signed roots. It cost an append a third of its time. Runs once, recorded by name and
-- hash; rewrites no row. Needs PostgreSQL 18.
--
-- What is hashed is what 0002 says, bit by bit: the stored bytes, each column by the send function
-- of its type, what varies in length after its length (int4); of a content larger than an entry may
-- be (c2sp.org/tlog-tiles), its hash. textsend is only stable, for it follows client_encoding;
-- decoding an escaped text is immutable. A virtual column may call functions of pg_catalog alone.

alter table ledger.events drop column leaf_hash;
drop function ledger.leaf_entry;
drop function ledger.leaf_columns;
drop function ledger.leaf_header;

alter table ledger.events add column leaf_hash bytea generated always as (
    sha256(case
        when octet_length(topic)::bigint + octet_length(state) + octet_length(metadata) <= 65486
        then '\x0001'::bytea
            || int8send(position) || uuid_send(originator_id) || int4send(originator_version)
            || timestamptz_send(recorded_at)
            || int4send(octet_length(topic)) || decode(replace(topic, '\', '\\'), 'escape')
            || int4send(octet_length(state)) || state
            || int4send(octet_length(metadata)) || metadata
        else '\x0002'::bytea
            || int8send(position) || uuid_send(originator_id) || int4send(originator_version)
            || timestamptz_send(recorded_at)
            || sha256(
                '\x01'::bytea
                || int8send(position) || uuid_send(originator_id) || int4send(originator_version)
                || timestamptz_send(recorded_at)
                || int4send(octet_length(topic)) || decode(replace(topic, '\', '\\'), 'escape')
                || int4send(octet_length(state)) || state
                || int4send(octet_length(metadata)) || metadata
            )
    end)
) virtual;

-- Every statement that inserts into a table with checks and a virtual column reads the column's
-- expression for each of them: 0.1 ms, half of what appending one event takes. Positions are above
-- zero because the head is, versions follow each other or fsck names them.
alter table ledger.events
    drop constraint events_position_check,
    drop constraint events_originator_version_check;

comment on column ledger.events.leaf_hash is 'SHA-256 over every other column, as RFC 9162 has it';
