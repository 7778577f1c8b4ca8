-- How far each view has folded the log. Checkpoints of work beside the views, which are derivations
-- and rebuilds under way, are left out. Reads only.
select
    checkpoint.name, checkpoint.version, checkpoint.position,
    (head.position - checkpoint.position)::integer as positions_behind, checkpoint.updated_at
from projections.checkpoint
cross join ledger.head
where checkpoint.name <> 'derivations'
    and checkpoint.name not like '%%\_\_next'
