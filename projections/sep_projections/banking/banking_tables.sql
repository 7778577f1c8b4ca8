-- Bank statement lines, and bank certificates of what was left at year end.
create table bank_movement (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    sostenedor   text not null,
    bank         text not null,
    bank_account text not null,
    sep_only     boolean not null,
    occurred_on  date not null,
    line         integer not null,
    text         text not null,
    reference    text,
    amount       bigint not null,
    balance      bigint,
    opening      bigint,
    primary key (stream, known_from)
);
create index on bank_movement (sostenedor, bank_account, occurred_on, line);
create index on bank_movement (bank_account);

create table saldo_certificate (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    sostenedor   text not null,
    rbd          integer not null,
    year         smallint not null,
    subvencion   text not null,
    bank_account text not null,
    certified_on date not null,
    amount       bigint not null,
    primary key (stream, known_from)
);
create index on saldo_certificate (rbd, year, subvencion);
