-- What other views lean on: the value of the USE, the IPC, related parties, inventory checks.
create table use_value (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    from_month  text not null,
    clp_per_use numeric not null,
    confidence  text not null,
    primary key (stream, known_from)
);
create index on use_value (from_month);

create table ipc_value (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    month      text not null,
    index      numeric not null,
    primary key (stream, known_from)
);
create index on ipc_value (month);

create table related_party (
    stream        uuid not null,
    known_from    bigint not null,
    known_to      bigint not null,
    sostenedor    text not null,
    related       text not null,
    relation      text not null,
    since         date not null,
    until         date,
    capital_share numeric,
    primary key (stream, known_from)
);
create index on related_party (sostenedor);
create index on related_party (related);

create table inventory_check (
    stream           uuid not null,
    known_from       bigint not null,
    known_to         bigint not null,
    rbd              integer not null,
    year             smallint not null,
    checked_on       date not null,
    items_registered integer not null,
    items_not_found  integer not null,
    value_registered bigint not null,
    value_not_found  bigint not null,
    primary key (stream, known_from)
);
create index on inventory_check (rbd, year);
