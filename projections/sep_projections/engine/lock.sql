-- Where projections stand, locked until the transaction ends; always in the same order, so that
-- runners queue.
select name, position
from projections.checkpoint
where name = any (%(names)s)
order by name
for update
