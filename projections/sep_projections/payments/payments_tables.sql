-- What the ministry paid each school and month, its components, and what it held back.
create table payment (
    stream           uuid not null,
    known_from       bigint not null,
    known_to         bigint not null,
    rbd              integer not null,
    month            text not null,
    year             smallint not null,
    sostenedor       text,
    sostenedor_name  text,
    school_name      text not null,
    region           smallint not null,
    comuna           integer not null,
    dependency       text not null,
    rural            boolean not null,
    enrolment        integer,
    sep_total        bigint not null,
    sep_prioritarios bigint,
    sep_preferentes  bigint,
    primary key (stream, known_from)
);
create index on payment (rbd, month);
create index on payment (year, region);
create index on payment (sostenedor, month);

create table payment_component (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    rbd        integer not null,
    month      text not null,
    component  text not null,
    amount     bigint not null,
    primary key (stream, known_from, component)
);
create index on payment_component (rbd, month);

create table payment_adjustment (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    rbd        integer not null,
    month      text not null,
    year       smallint not null,
    sostenedor text,
    kind       text not null,
    reason     text,
    amount     bigint not null,
    primary key (stream, known_from)
);
create index on payment_adjustment (rbd, month);
