-- What one person prepared for another to approve, and what became of it; and who asks for two persons.
create table approval_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    step        text not null,
    entity      text,
    about       text not null,
    sostenedor  text,
    occurred_on date not null,
    terms       text,
    prepared_by text,
    reason      text,
    primary key (stream, known_from)
);
create index on approval_step (stream, about);
create index on approval_step (sostenedor) where step = 'prepared';

create table two_persons (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    sostenedor  text not null,
    required    boolean not null,
    from_date   date not null,
    occurred_on date not null,
    reason      text,
    primary key (stream, known_from)
);
create index on two_persons (sostenedor);
