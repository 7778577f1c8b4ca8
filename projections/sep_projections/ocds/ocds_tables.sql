-- Which events tell of a contracting process, and which records and releases others
-- have published. What others date beyond any calendar in use is parked: programs cannot read it.
create table told (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    event      text not null,
    tender     text,
    contract   text,
    sostenedor text,
    told_of    date not null,
    primary key (stream, known_from)
);
create index on told (known_from);
create index on told (tender, known_from);
create index on told (contract, known_from);
create index on told (sostenedor);

create table published_record (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    ocid         text not null,
    published_at timestamptz not null check (published_at between '1900-01-01' and '2200-01-01'),
    primary key (stream, known_from)
);
create index on published_record (ocid, published_at);

create table published_release (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    ocid        text not null,
    released_at timestamptz not null check (released_at between '1900-01-01' and '2200-01-01'),
    primary key (stream, known_from)
);
create index on published_release (ocid, released_at);
create index on published_release (known_from);
