-- What the engine keeps beside the read models, and how it reads the log.
-- Runs once, recorded by name and hash.

create table projections.checkpoint (
    name       text primary key,
    version    integer not null,
    position   bigint not null check (position >= 0),
    updated_at timestamptz not null default now()
);

comment on table projections.checkpoint is
    'How far each projection has folded; locked for the whole of a fold, so that runners take turns';

create table projections.parked (
    name      text not null,
    position  bigint not null,
    error     text not null,
    parked_at timestamptz not null default now(),
    primary key (name, position)
);

comment on table projections.parked is
    'Events that a projection could not fold; it goes on without them until it is rebuilt';

-- The name of an event without its version, by topic; filled from the catalogue at every start.
create table projections.kind (
    topic text primary key,
    event text not null
);

-- The range of the log that the settings projections.after and projections.upto name, as the
-- projection in projections.name folds it; each event decoded only if a fold asks for its kind.
-- It holds for ranges in which no fact is restated; for others the engine fills a temporary
-- relation of the same name (see decode.sql), which hides it.
create view projections.batch as
select
    position            as known_from,
    9223372036854775807 as known_to,
    originator_id       as stream,
    originator_version  as version,
    kind.event,
    decoded.doc
from ledger.events
inner join projections.kind using (topic)
-- The fence makes each event be decoded once, however often a fold names the document.
cross join lateral (select convert_from(state, 'UTF8')::jsonb as doc offset 0) as decoded
where position > current_setting('projections.after')::bigint
  and position <= current_setting('projections.upto')::bigint
  and not exists (
      select from projections.parked
      where parked.name = current_setting('projections.name')
        and parked.position = events.position
  );
