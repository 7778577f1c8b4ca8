-- One page of a list: what follows a key, in the order of the key. One row more than the page holds
-- is asked for, which tells whether others follow. Reads only.
select * from (
{listing}
) as fact
where {beyond}
order by {order}
limit %(limit)s
