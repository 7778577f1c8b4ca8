-- External advisers: registry, tenders, contracts, milestones and payments.
create table ate_provider (
    stream        uuid not null,
    known_from    bigint not null,
    known_to      bigint not null,
    ate           text not null,
    name          text not null,
    provider_kind text not null,
    certified_on  date not null,
    valid_until   date,
    primary key (stream, known_from)
);
create index on ate_provider (ate, certified_on);

create table ate_provider_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    ate         text not null,
    step        text not null,
    occurred_on date not null,
    until       date,
    reason      text,
    contract    text,
    deficient   boolean,
    sostenedor  text,
    share       numeric,
    description text,
    process     text,
    resolution  text,
    primary key (stream, known_from)
);
create index on ate_provider_step (ate);

create table ate_tender (
    stream        uuid not null,
    known_from    bigint not null,
    known_to      bigint not null,
    tender        text not null,
    sostenedor    text not null,
    rbd           integer not null,
    subject       text not null,
    announced_on  date not null,
    notice_medium text,
    notice_name   text,
    closes_on     date,
    exception     text,
    procedure     text,
    primary key (stream, known_from)
);
create index on ate_tender (tender);
create index on ate_tender (rbd);
create index on ate_tender (sostenedor, announced_on);

create table ate_award (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    tender     text not null,
    awarded_on date not null,
    ate        text not null,
    bidders    text[] not null,
    primary key (stream, known_from)
);
create index on ate_award (tender);

create table ate_tender_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    tender      text not null,
    step        text not null,
    occurred_on date not null,
    procedure   text,
    ate         text,
    amount      bigint,
    points      integer,
    reason      text,
    contract    text,
    criteria    jsonb,
    primary key (stream, known_from)
);
create index on ate_tender_step (tender);
create index on ate_tender_step (contract) where contract is not null;

create table ate_contract (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    contract     text not null,
    tender       text,
    sostenedor   text not null,
    rbd          integer not null,
    ate          text not null,
    subject      text not null,
    pme_action   text,
    signed_on    date not null,
    starts_on    date not null,
    ends_on      date not null,
    amount       bigint not null,
    participants integer,
    primary key (stream, known_from)
);
create index on ate_contract (contract);
create index on ate_contract (rbd);
create index on ate_contract (ate);
create index on ate_contract (sostenedor);

create table ate_contract_step (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    contract    text not null,
    step        text not null,
    occurred_on date not null,
    amount      bigint,
    terminated  boolean,
    reason      text,
    sostenedor  text,
    rbd         integer,
    pme_action  text,
    deficient   boolean,
    primary key (stream, known_from)
);
create index on ate_contract_step (contract);

create table ate_milestone (
    stream         uuid not null,
    known_from     bigint not null,
    known_to       bigint not null,
    contract       text not null,
    milestone      smallint not null,
    milestone_kind text not null,
    title          text not null,
    due_on         date not null,
    amount         bigint not null,
    primary key (stream, known_from)
);
create index on ate_milestone (contract, milestone);

create table ate_milestone_step (
    stream                uuid not null,
    known_from            bigint not null,
    known_to              bigint not null,
    contract              text not null,
    milestone             smallint not null,
    step                  text not null,
    occurred_on           date not null,
    participants_billed   integer,
    participants_attended integer,
    reason                text,
    document_type         text,
    document_number       text,
    amount                bigint,
    primary key (stream, known_from)
);
create index on ate_milestone_step (contract, milestone);

create table ate_contract_payment (
    stream          uuid not null,
    known_from      bigint not null,
    known_to        bigint not null,
    contract        text not null,
    payment         smallint not null,
    milestone       smallint,
    paid_on         date not null,
    amount          bigint not null,
    subvencion      text not null,
    document_type   text,
    document_number text,
    primary key (stream, known_from)
);
create index on ate_contract_payment (contract, payment);

-- Each statement of a payment, by a file and by a command, as long as its own stream says so; the last
-- of them is the row above.
create table ate_payment_statement (like ate_contract_payment including all);
