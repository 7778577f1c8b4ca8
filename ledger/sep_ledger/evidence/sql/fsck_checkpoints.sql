-- The checkpoints of a range of sizes, with every signature under them. Reads only.
select size, origin, root, sealed, seal, leaves, vkeys, signatures
from ledger.checkpoints
cross join lateral (
    select
        coalesce(array_agg(vkey order by number), '{}') as vkeys,
        coalesce(array_agg(signature order by number), '{}') as signatures
    from ledger.checkpoint_signatures as signed
    where signed.size = checkpoints.size
) as signed
where size > %(after)s and size <= %(upto)s
order by size
