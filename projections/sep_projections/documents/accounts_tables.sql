-- What sostenedores declare: documents by allocation, account lines, and the plan of accounts.
create table expenditure (
    stream          uuid not null,
    known_from      bigint not null,
    known_to        bigint not null,
    year            smallint not null,
    sostenedor      text not null,
    sostenedor_id   text,
    sostenedor_name text,
    rbd             integer,
    subvencion      text not null,
    account         text not null,
    account_name    text,
    book            text,
    document_type   text not null,
    document_number text,
    document_name   text,
    document_detail text,
    issuer          text,
    issued_on       date,
    paid_on         date,
    document_total  bigint not null,
    declared        bigint not null,
    -- The action that the document's detail names: `acción PME 2024/3`.
    pme_action      text generated always as (
        substring(lower(document_detail) from 'acci[oó]n\s+pme\s+(\d{4}/\w+)')
    ) stored,
    primary key (stream, known_from)
);
create index on expenditure (rbd, year, subvencion);
create index on expenditure (sostenedor, year, subvencion);
create index on expenditure (coalesce(issuer, sostenedor), document_type, document_number);
create index on expenditure (year, account);
create index on expenditure (rbd, pme_action) where pme_action is not null;

create table account_line (
    stream        uuid not null,
    known_from    bigint not null,
    known_to      bigint not null,
    year          smallint not null,
    sostenedor_id text not null,
    rbd           integer,
    dependency    text,
    subvencion    text not null,
    kind          text not null,
    account       text not null,
    account_name  text not null,
    rendered      boolean not null,
    amount        bigint not null,
    primary key (stream, known_from)
);
create index on account_line (rbd, year, subvencion);
create index on account_line (sostenedor_id, year, subvencion);
create index on account_line (year, account);

create table account (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    year        smallint not null,
    account     text not null,
    name        text not null,
    kind        text not null,
    parent      text not null,
    parent_name text,
    primary key (stream, known_from)
);
create index on account (account, year);
