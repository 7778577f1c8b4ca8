-- name: count
-- How many rows a list has on all its pages. Reads only.
select count(*) from (
{listing}
) as fact


-- name: counts_of
-- How many rows each of many parents has, in the order of the parents. Reads only.
select total.rows
from {parents}
cross join lateral (
    select count(*) as rows from (
{listing}
    ) as fact
    where {of_parent}
) as total
order by parent.ordinal


-- name: page
-- One page of a list: what lies between two keys, in the order of the key or against it. One row more
-- than the page holds is asked for, which tells whether others follow. Reads only.
select * from (
{listing}
) as fact
where {within}
order by {order}
limit %(limit)s


-- name: pages_of
-- One page for each of many parents, in one statement: the list once per parent, each an index
-- lookup, and the whole bounded. Reads only.
select parent.ordinal, page.*
from {parents}
cross join lateral (
    select * from (
{listing}
    ) as fact
    where {of_parent} and {within}
    order by {order}
    limit %(limit)s
) as page
order by parent.ordinal, {order}
limit {most_rows}

-- name: schools_of_page
-- Of which schools a page of a list is. Reads only.
select distinct rbd from (
    select rbd from (
{listing}
    ) as fact
    where {within}
    order by {order}
    limit %(limit)s
) as page
