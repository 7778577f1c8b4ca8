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
