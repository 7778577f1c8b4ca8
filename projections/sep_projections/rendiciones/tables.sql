-- Steps of each rendición: who knew, who signed, when it was handed in, what was accepted.
create table rendicion_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    sostenedor  text not null,
    rbd         integer not null,
    year        smallint not null,
    subvencion  text not null,
    step        text not null,
    occurred_on date not null,
    until       date,
    document    text,
    reason      text,
    correction  text,
    amount      bigint,
    accepted    bigint,
    rejected    bigint,
    primary key (stream, known_from)
);
create index on rendicion_step (rbd, year, subvencion);
create index on rendicion_step (sostenedor, year);
