-- How far each view has folded the log. Derivations and rebuilds under way have checkpoints too, and
-- are no views. Reads only.
select
    checkpoint.name, checkpoint.version, checkpoint.position,
    (head.position - checkpoint.position)::integer as positions_behind, checkpoint.updated_at
from projections.checkpoint
cross join ledger.head
where checkpoint.name = any (%(projections)s::text[])
