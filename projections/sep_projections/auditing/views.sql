-- What an audit reads of a view in use and of the same view made anew.

-- name: ranges
-- A hash over the rows of each range of streams; of all rows where a table has no streams. Reads only.
select part, sha256(string_agg(hash, ''::bytea order by hash)) as hash
from (
    select {part} as part, sha256(convert_to(audited::text, 'UTF8')) as hash
    from {table} as audited
) as hashed
group by part

-- name: rows
-- Rows of some ranges that one of two tables has and the other has not, or has less often; of each
-- so many. Reads only.
with found as (
    select audited::text as told, to_jsonb(audited)::text as shown
    from {found} as audited
    where {part} = any (%(parts)s)
),
made as (
    select audited::text as told, to_jsonb(audited)::text as shown
    from {made} as audited
    where {part} = any (%(parts)s)
)
(
    select true as found, shown
    from (select * from found except all select * from made) as more
    order by shown
    limit %(limit)s
)
union all
(
    select false, shown
    from (select * from made except all select * from found) as less
    order by shown
    limit %(limit)s
)
