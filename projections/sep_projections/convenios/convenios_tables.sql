-- Convenios as signed, and every other step of their lives.
create table convenio (
    stream         uuid not null,
    known_from     bigint not null,
    known_to       bigint not null,
    rbd            integer not null,
    number         integer not null,
    sostenedor     text not null,
    signed_on      date not null,
    from_date      date not null,
    to_date        date not null,
    classification text not null,
    primary key (stream, known_from)
);
create index on convenio (rbd, number);
create index on convenio (sostenedor);

create table convenio_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    rbd         integer not null,
    number      integer not null,
    step        text not null,
    occurred_on date not null,
    until       date,
    sostenedor  text,
    reason      text,
    restored    bigint,
    saldo       bigint,
    deadline    date,
    executed    bigint,
    -- Of a plan for a balance: what of it is of letter a) (Ley 21.796 art 47).
    infrastructure bigint,
    primary key (stream, known_from)
);
create index on convenio_step (rbd, number);
