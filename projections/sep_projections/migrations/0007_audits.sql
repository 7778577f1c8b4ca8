-- What audits of the views found, so that an operator sees when the last one was and what it said.
-- Runs once, recorded by name and hash.

create table projections.audit (
    number bigint generated always as identity primary key,
    ended_at timestamptz not null default clock_timestamp(),
    position bigint not null check (position >= 0),
    views text[] not null,
    seconds double precision not null check (seconds >= 0),
    findings bigint not null check (findings >= 0)
);

comment on table projections.audit is 'Each audit that came to its end';
comment on column projections.audit.position is 'Where the log stood when it began';
comment on column projections.audit.views is 'What was held against its rebuild';
