-- The documents that decisions point to as evidence.
create table evidence_document (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    place      smallint not null,
    sha256     text not null,
    size       bigint not null,
    media_type text not null,
    title      text not null,
    kind       text not null,
    primary key (stream, known_from, place)
);
create index on evidence_document (sha256, known_from);
create index on evidence_document (known_from);
