-- Moves a checkpoint on from where the work on it began, in the version of the code that did it;
-- answers nothing, and leaves it, where another has moved it meanwhile.
insert into projections.checkpoint (name, version, position)
values (%(name)s, %(version)s, %(position)s)
on conflict (name) do update
set version = excluded.version, position = excluded.position, updated_at = now()
where (checkpoint.version, checkpoint.position) = (%(began_version)s, %(began)s)
returning position
