-- How far each view has folded the log, or its beginning up to a position where one is given.
-- Derivations and rebuilds under way have checkpoints too, and are no views. Reads only.
select
    checkpoint.name, checkpoint.version,
    least(checkpoint.position, %(recorded)s::bigint) as position,
    (
        coalesce(%(recorded)s::bigint, head.position)
        - least(checkpoint.position, %(recorded)s::bigint)
    )::integer as positions_behind,
    checkpoint.updated_at
from projections.checkpoint
cross join ledger.head
where checkpoint.name = any (%(projections)s::text[])
