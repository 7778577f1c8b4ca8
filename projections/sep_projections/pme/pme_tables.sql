-- Plans de mejoramiento: their actions by year, how far each got, and the plan's own steps.
create table pme_action (
    stream          uuid not null,
    known_from      bigint not null,
    known_to        bigint not null,
    rbd             integer not null,
    cycle           smallint not null,
    year            smallint not null,
    action          text not null,
    name            text not null,
    dimension       text not null,
    subdimension    text not null,
    presented_on    date not null,
    starts_on       date not null,
    ends_on         date not null,
    sep_budget      bigint not null,
    total_budget    bigint not null,
    needs_ate       boolean not null,
    justifies_staff boolean not null,
    primary key (stream, known_from)
);
create index on pme_action (rbd, year);

create table pme_action_execution (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    rbd         integer not null,
    cycle       smallint not null,
    year        smallint not null,
    action      text not null,
    occurred_on date not null,
    level       smallint not null,
    primary key (stream, known_from)
);
create index on pme_action_execution (rbd, year);

create table pme_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    rbd         integer not null,
    cycle       smallint not null,
    year        smallint,
    step        text not null,
    occurred_on date not null,
    change      integer,
    description text,
    outcome     text,
    text        text,
    objective   text,
    goal        text,
    dimension   text,
    action      text,
    reason      text,
    primary key (stream, known_from)
);
create index on pme_step (rbd, cycle);
