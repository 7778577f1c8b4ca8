-- How far each view has folded the log. Reads only.
select
    checkpoint.name, checkpoint.version, checkpoint.position,
    (head.position - checkpoint.position)::integer as positions_behind, checkpoint.updated_at
from projections.checkpoint
cross join ledger.head
