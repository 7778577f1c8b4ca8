-- What the law gives each school and month, by article and by line, in whole pesos; lines are exact.
create table entitlement (
    stream           uuid not null,
    known_from       bigint not null,
    known_to         bigint not null,
    rbd              integer not null,
    month            text not null,
    year             smallint not null,
    rule             text not null,
    due              bigint not null,
    retained         bigint not null,
    total            bigint not null,
    scaled           bigint not null,
    -- What Ley 21.006 would hold back and no known resolution orders.
    exposed_retained bigint not null,
    priority_share   numeric,
    confidence       text not null,
    provisional      text[] not null,
    -- What the law gives and could not be said: the amounts are then a part.
    lacks            text[] not null,
    -- SHA-256 of each table of the law that it was computed from, by name.
    tables           jsonb not null,
    primary key (stream, known_from)
);
create index on entitlement (rbd, month);
create index on entitlement (month);

create table entitlement_amount (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    rbd        integer not null,
    month      text not null,
    article    text not null,
    amount     bigint not null,
    primary key (stream, known_from, article)
);
create index on entitlement_amount (rbd, month);

-- One row for each article, group of pupils, month valued and level band.
create table entitlement_line (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    rbd         integer not null,
    month       text not null,
    line        smallint not null,
    place       smallint not null,
    kind        text not null,
    article     text not null,
    pupils      text not null,
    valued      text not null,
    clp_per_use numeric not null,
    law         text not null,
    confidence  text not null,
    share       text not null,
    months      text not null,
    band        text not null,
    use         numeric not null,
    counted     text not null,
    line_amount numeric not null,
    primary key (stream, known_from, line, place)
);
create index on entitlement_line (rbd, month);
