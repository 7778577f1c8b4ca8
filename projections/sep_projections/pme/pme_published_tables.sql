-- Actions of plans as the ministry publishes them: what each was estimated to cost, how far it got.
create table published_action (
    stream          uuid not null,
    known_from      bigint not null,
    known_to        bigint not null,
    rbd             integer not null,
    year            smallint not null,
    dimension       text not null,
    name            text not null,
    description     text,
    dependency      text,
    estimated_total bigint,
    estimated_sep   bigint,
    convenio_sep    boolean,
    -- What the two files call the same action by, and which of those called alike it is.
    alike           text not null,
    twin            integer not null,
    primary key (stream, known_from)
);
create index on published_action (rbd, year, dimension, alike, twin);

create table published_implementation (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    rbd        integer not null,
    year       smallint not null,
    dimension  text not null,
    name       text not null,
    level      text not null,
    level_from smallint,
    level_to   smallint,
    alike      text not null,
    twin       integer not null,
    primary key (stream, known_from)
);
create index on published_implementation (rbd, year, dimension, alike, twin);

-- A name without case, accents and spare spaces, as the events' key has it.
create function told_alike(name text) returns text
language sql immutable strict parallel safe
return trim(regexp_replace(
    regexp_replace(normalize(lower(name), nfkd), '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g'
));

-- The order of a row among those of its file that share a key: the last twelve bits of its stream.
create function twin_of(stream uuid) returns integer
language sql immutable strict parallel safe
return ('x' || right(stream::text, 3))::bit(12)::integer;
