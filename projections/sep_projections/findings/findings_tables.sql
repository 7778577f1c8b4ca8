-- Every step of every audit finding.
create table finding_step (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    finding      uuid not null,
    step         text not null,
    occurred_on  date not null,
    subject_kind text,
    subject      text,
    rule         text,
    rbd          integer,
    sostenedor   text,
    amount       bigint,
    text         text,
    evidence     text[] not null,
    authority    text,
    outcome      text,
    primary key (stream, known_from)
);
create index on finding_step (finding);
create index on finding_step (rbd) where step = 'opened';
