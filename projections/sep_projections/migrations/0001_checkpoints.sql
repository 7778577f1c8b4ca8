-- How far each projection has folded the log. A row is locked for the whole of a fold, so two
-- runners on one projection take turns and an event is folded exactly once.
create table projections.checkpoint (
    name       text primary key,
    version    integer not null,
    position   bigint not null check (position >= 0),
    updated_at timestamptz not null default now()
);
