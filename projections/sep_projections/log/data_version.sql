-- name: data_version
-- The files behind some events of the log: name, SHA-256, dataset, and how many of their rows were
-- used. An event that no file brought counts under the command or rule that did. Reads only.
select
    coalesce(source ->> 'name', source ->> 'rule', source ->> 'kind', '') as name,
    source ->> 'sha256' as sha256,
    source ->> 'dataset' as dataset,
    count(*)::integer as rows
from (
    select convert_from(event.metadata, 'UTF8')::jsonb -> 'source' as source
    from ledger.events as event
    where event.position in (
        select used.position from (
{positions}
        ) as used
    )
) as event
group by 1, 2, 3
order by 1, 2, 3


-- name: positions_given
-- Positions that are given. Reads only.
select unnest(%(positions)s::bigint[]) as position
