-- Matches of bank lines with book entries, as each stood, and the months that are settled.
--
-- A row's stream is the match and not the entity whose events it comes from, for one entity decides
-- on many matches: each step of a match ends the row before it here, in the fold.
create table bank_match (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    sostenedor   text not null,
    bank_account text not null,
    month        text not null,
    standing     text not null,
    occurred_on  date not null,
    lines        uuid[] not null,
    entries      text[] not null,
    bank_amount  bigint not null,
    book_amount  bigint not null,
    confidence   numeric not null,
    reasons      text[] not null,
    refusal      text,
    primary key (stream, known_from)
);
create index on bank_match (sostenedor, bank_account, month);
create unique index on bank_match (stream) where known_to = 9223372036854775807;

-- The lines and entries of every match that is not refused. A line, and an entry, is in one at most.
create table matched_line (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    line       uuid not null,
    primary key (stream, known_from, line)
);
create index on matched_line (line);
create unique index matched_once on matched_line (line) where known_to = 9223372036854775807;

create table matched_entry (
    stream     uuid not null,
    known_from bigint not null,
    known_to   bigint not null,
    entry      text not null,
    primary key (stream, known_from, entry)
);
create index on matched_entry (entry);
create unique index booked_once on matched_entry (entry) where known_to = 9223372036854775807;

create table reconciliation_step (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    sostenedor   text not null,
    bank_account text not null,
    month        text not null,
    step         text not null,
    occurred_on  date not null,
    reason       text,
    primary key (stream, known_from)
);
create index on reconciliation_step (sostenedor, bank_account, month);
