-- Positions that are given. Reads only.
select unnest(%(positions)s::bigint[]) as position
