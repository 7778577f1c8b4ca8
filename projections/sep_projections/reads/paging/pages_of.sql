-- One page for each of many parents, in one statement: the list once per parent, each an index
-- lookup, and the whole bounded. Reads only.
select parent.ordinal, page.*
from {parents}
cross join lateral (
    select * from (
{listing}
    ) as fact
    where {of_parent} and {beyond}
    order by {order}
    limit %(limit)s
) as page
order by parent.ordinal, {order}
limit {most_rows}
