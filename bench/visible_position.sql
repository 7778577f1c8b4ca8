-- How far all projections have come: what a reader may see. Reads only.
select min(position)
from projections.checkpoint
where name = any (%(projections)s)
