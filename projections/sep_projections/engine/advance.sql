-- Sets a checkpoint, in the transaction that did the work up to there; the same again changes
-- nothing but the time.
insert into projections.checkpoint (name, version, position)
values (%(name)s, %(version)s, %(position)s)
on conflict (name) do update
set version = excluded.version, position = excluded.position, updated_at = now()
