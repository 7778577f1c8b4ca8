-- Sets checkpoints, in the transaction that did the work up to there; the same again changes
-- nothing but the time.
insert into projections.checkpoint (name, version, position)
select name, version, %(position)s
from unnest(%(names)s::text[], %(versions)s::integer[]) as done (name, version)
on conflict (name) do update
set version = excluded.version, position = excluded.position, updated_at = now()
