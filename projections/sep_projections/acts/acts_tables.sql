-- What authorities order, how it is challenged and sanctioned, and what their silence makes of an
-- application; improvements on which the Consejo Escolar is consulted; the UTM, in which fines are
-- counted.
create table act (
    stream             uuid not null,
    known_from         bigint not null,
    known_to           bigint not null,
    authority          text not null,
    year               integer not null,
    number             integer not null,
    subject            text not null,
    kind               text not null,
    issued_on          date not null,
    sostenedor         text not null,
    rbd                integer,
    convenio           integer,
    from_month         text,
    to_month           text,
    retained_share     numeric,
    paid_share         numeric,
    amount             bigint,
    classification     text,
    requested_on       date,
    ground_notified_on date,
    text               text,
    primary key (stream, known_from)
);
create index on act (rbd);
create index on act (sostenedor);
create index on act (authority, year, number, subject);

create table act_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    authority   text not null,
    year        integer not null,
    number      integer not null,
    subject     text not null,
    step        text not null,
    occurred_on date not null,
    outcome     text,
    text        text,
    primary key (stream, known_from)
);
create index on act_step (authority, year, number, subject);

create table proceeding (
    stream        uuid not null,
    known_from    bigint not null,
    known_to      bigint not null,
    authority     text not null,
    year          integer not null,
    number        integer not null,
    opened_on     date not null,
    sostenedor    text not null,
    rbd           integer,
    fact_ended_on date,
    text          text,
    primary key (stream, known_from)
);
create index on proceeding (rbd);
create index on proceeding (sostenedor);
create index on proceeding (authority, year, number);

create table proceeding_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    authority   text not null,
    year        integer not null,
    number      integer not null,
    step        text not null,
    occurred_on date not null,
    gravity     text,
    article     text,
    sanction    text,
    aggravated  boolean,
    fine_utm    numeric,
    fine_clp    bigint,
    months      integer,
    notified    text,
    outcome     text,
    court       text,
    docket      text,
    paid        bigint,
    text        text,
    primary key (stream, known_from)
);
create index on proceeding_step (authority, year, number);

create table application_step (
    stream         uuid not null,
    known_from     bigint not null,
    known_to       bigint not null,
    rbd            integer not null,
    year           smallint not null,
    step           text not null,
    occurred_on    date not null,
    sostenedor     text,
    accepted       boolean,
    classification text,
    primary key (stream, known_from)
);
create index on application_step (rbd, year);

create table improvement_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    rbd         integer not null,
    number      integer not null,
    step        text not null,
    occurred_on date not null,
    sostenedor  text,
    description text,
    amount      bigint,
    in_writing  boolean,
    primary key (stream, known_from)
);
create index on improvement_step (rbd, number);

create table utm_value (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    month       text not null,
    clp_per_utm bigint not null,
    primary key (stream, known_from)
);
create index on utm_value (month);
