-- The definition of a leaf's entry (0002) in a language that plans it once a session. A function in
-- SQL is inlined and planned again in every statement that inserts, which took half the time of
-- appending one event. Runs once, recorded by name and hash. Says what it said before, so no hash
-- changes; `create or replace` keeps its rights and those who depend on it.

create or replace function ledger.leaf_entry(
    at bigint, stream uuid, version int, recorded timestamptz,
    topic text, state bytea, metadata bytea
)
returns bytea language plpgsql immutable parallel safe as $$
begin
    return case
        when octet_length(topic)::bigint + octet_length(state) + octet_length(metadata) <= 65486
        then '\x01' || ledger.leaf_header(at, stream, version, recorded)
            || ledger.leaf_columns(topic, state, metadata)
        else '\x02' || ledger.leaf_header(at, stream, version, recorded)
            || sha256('\x01' || ledger.leaf_header(at, stream, version, recorded)
                || ledger.leaf_columns(topic, state, metadata))
    end;
end $$;
