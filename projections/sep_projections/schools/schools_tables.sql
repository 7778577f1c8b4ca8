-- Schools: one entry of the register per school and year, and what changed between entries.
create table school_year (
    stream             uuid not null,
    known_from         bigint not null,
    known_to           bigint not null,
    rbd                integer not null,
    year               smallint not null,
    occurred_on        date not null,
    check_digit        text not null,
    name               text not null,
    sostenedor         text,
    sostenedor_mrun    text,
    legal_personality  text,
    region             smallint not null,
    comuna             integer not null,
    comuna_name        text not null,
    deprov             integer,
    dependency         text not null,
    rural              boolean not null,
    latitude           text,
    longitude          text,
    status             text not null,
    has_enrolment      boolean,
    enrolment          integer,
    enrolment_fee      text,
    monthly_fee        text,
    teaching_codes     integer[] not null,
    primary key (stream, known_from)
);
create index on school_year (rbd, year);
create index on school_year (year, region);
create index on school_year (sostenedor, year);

create table school_transition (
    stream              uuid not null,
    known_from          bigint not null,
    known_to            bigint not null,
    rbd                 integer not null,
    kind                text not null,
    previous_year       smallint not null,
    year                smallint not null,
    occurred_on         date not null,
    fields              text[],
    previous_status     text,
    previous_sostenedor text,
    sostenedor          text,
    primary key (stream, known_from)
);
create index on school_transition (rbd, year);
