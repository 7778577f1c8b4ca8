-- Steps of each rendición: who knew, who signed, what was declared, handed in, objected to,
-- corrected, accepted and rejected. Amounts in whole pesos; an absent column is not of that step.
create table rendicion_step (
    stream        uuid not null,
    known_from    bigint not null,
    known_to      bigint not null,
    sostenedor    text not null,
    rbd           integer not null,
    year          smallint not null,
    subvencion    text not null,
    step          text not null,
    occurred_on   date not null,
    until         date,
    signatory     text,
    payroll       bigint,
    opening       bigint,
    income        bigint,
    spending      bigint,
    balance       bigint,
    certified     bigint,
    document      text,
    account       text,
    reason        text,
    correction    text,
    amount        bigint,
    before        bigint,
    to_account    text,
    to_subvencion text,
    to_rbd        integer,
    accepted      bigint,
    rejected      bigint,
    -- Of the allocation that moved the totals of a review.
    pending       bigint,
    -- Why a declared total differs from what the log said of it up to a position.
    kept bigint,
    why_different text,
    known_at      bigint,
    primary key (stream, known_from)
);
create index on rendicion_step (rbd, year, subvencion);
create index on rendicion_step (sostenedor, year);
