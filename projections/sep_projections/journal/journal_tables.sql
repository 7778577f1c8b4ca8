-- The journal: one balanced entry for each money event, and its postings in whole pesos, debits
-- positive. An entry whose postings do not add up to zero in each fund cannot be committed.
create table entry (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    -- The position of the event it posts. An entry that follows from others too (what an amendment
    -- adds to a contract) keeps its number when they change, and is known anew.
    number      bigint not null,
    event       text not null,
    effective   date not null,
    -- The year in whose books it stands, which for a document paid late is not that of its date.
    year        smallint not null,
    -- Absent where its postings are of several funds.
    fund        text,
    rbd         integer,
    sostenedor  text,
    convenio    integer,
    rendered    boolean not null,
    description text not null,
    -- What its event states in all, where the entry posts what changed since the statement before.
    level       bigint,
    -- Events of an entity share a stream; those that follow from one another become known together.
    primary key (stream, known_from, number)
);
create index on entry (effective, number);

create table posting (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    line         smallint not null,
    number       bigint not null,
    effective    date not null,
    year         smallint not null,
    account      text not null,
    fund         text not null,
    rbd          integer,
    sostenedor   text,
    convenio     integer,
    -- Of the sostenedor: where a bank line or a certificate says so.
    bank_account text,
    -- Where the sostenedor's bank accounts clear it for all its schools: the account that stands for them
    -- in the books of this school.
    through      text,
    amount       bigint not null check (amount <> 0),
    primary key (stream, known_from, number, line)
);
create index on posting (account, effective);
create index on posting (rbd, account);
create index on posting (sostenedor, account);
-- For the first line of each bank account, and for those of a range of the log. Lines from 5 on tell what
-- was there before the first.
create index on posting (sostenedor, bank_account, effective) where account = '110101' and line < 5;
create index on posting using brin (known_from);

-- What contracts, certificates, reviews and openings state as a whole, and what is to be restored, in
-- the chain of statements about one thing. Their entries post the difference to the statement before.
create table stated (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    chain        text not null,
    part         text not null,
    -- `level`: the amount now; `flow`: what it moves by; `end`: it falls to zero; `share`: what one who
    -- joins bears of it.
    kind         text not null,
    rank         smallint not null,
    event        text not null,
    effective    date not null,
    year         smallint not null,
    fund         text not null,
    rbd          integer,
    sostenedor   text,
    convenio     integer,
    bank_account text,
    amount       bigint not null,
    detail       text not null,
    -- Of a contract. Stated again by whomever, file or command, it takes the place of what was stated.
    payment      integer,
    primary key (stream, known_from, part)
);
create index on stated (chain);
create index on stated using brin (known_from) with (pages_per_range = 16);

-- The steps of resolutions, by the resolution; where one is issued, what it orders to be restored, in
-- the chain of statements in which that stands.
create table ordered (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    resolution  text not null,
    event       text not null,
    occurred_on date not null,
    outcome     text,
    chain       text,
    rbd         integer,
    sostenedor  text,
    convenio    integer,
    -- Absent where it orders something else, or does not say how much.
    amount      bigint,
    detail      text not null,
    primary key (stream, known_from)
);
create index on ordered (resolution);
create index on ordered (chain);

-- Of which years the Estado de resultados has lines, by the chain of openings of a school and fund.
create table declared_line (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    chain      text not null,
    year       smallint not null,
    primary key (stream, known_from)
);
create index on declared_line (chain, year);
create index on declared_line using brin (known_from);

-- When books were closed: a sostenedor's months, or a school's year and fund by its rendición.
create table closing (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    occurred_on date not null,
    sostenedor  text not null,
    month       text,
    rbd         integer,
    year        smallint,
    fund        text,
    closed      boolean not null,
    primary key (stream, known_from)
);
create index on closing (sostenedor, month);
create index on closing (rbd, year);

-- Entries that a statement has left out of balance; empty whenever a transaction has ended.
create table unsettled (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    number     bigint not null
);

-- A statement whose postings balance, entry by entry and fund by fund, keeps the balance of those it
-- touched, so only the others are noted: a fold of fifty thousand events notes none.
create function note_unsettled() returns trigger language plpgsql as $$
declare
    moved constant text := case tg_op
        when 'INSERT' then 'select stream, known_from, number, fund, amount from after_it'
        when 'DELETE' then
            'select stream, known_from, number, fund, -amount as amount from before_it'
        else 'select stream, known_from, number, fund, amount from after_it
              union all select stream, known_from, number, fund, -amount from before_it'
    end;
begin
    execute format(
        'insert into %I.unsettled (stream, known_from, known_to, number)
        select distinct stream, known_from, known_from as known_to, number
        from (
            select stream, known_from, number from (%s) as moved
            group by stream, known_from, number, fund
            having sum(amount) <> 0
        ) as unbalanced',
        tg_table_schema, moved
    );
    return null;
end $$;

create trigger posting_inserted after insert on posting
    referencing new table as after_it
    for each statement execute function note_unsettled();
create trigger posting_updated after update on posting
    referencing old table as before_it new table as after_it
    for each statement execute function note_unsettled();
create trigger posting_deleted after delete on posting
    referencing old table as before_it
    for each statement execute function note_unsettled();

create function refuse_unbalanced() returns trigger language plpgsql as $$
declare
    off record;
begin
    execute format(
        'select fund, sum(amount) as amount from %I.posting
        where stream = $1 and known_from = $2 and number = $3
        group by fund having sum(amount) <> 0 order by fund limit 1',
        tg_table_schema
    ) into off using new.stream, new.known_from, new.number;
    if off.amount is not null then
        raise exception 'the journal entry % known from % is out of balance by % pesos in fund %',
            new.stream, new.known_from, off.amount, off.fund
            using errcode = 'check_violation', constraint = 'entries_balance';
    end if;
    execute format(
        'delete from %I.unsettled where stream = $1 and known_from = $2 and number = $3',
        tg_table_schema
    ) using new.stream, new.known_from, new.number;
    return null;
end $$;

create constraint trigger entries_balance after insert on unsettled
    deferrable initially deferred
    for each row execute function refuse_unbalanced();

-- ALWAYS, because session_replication_role = replica would otherwise pass them by.
alter table posting enable always trigger posting_inserted;
alter table posting enable always trigger posting_updated;
alter table posting enable always trigger posting_deleted;
alter table unsettled enable always trigger entries_balance;
