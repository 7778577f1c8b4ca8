-- The last checkpoint up to a size, with its signatures in the order they came. Reads only.
select size, origin, root, sealed, seal, vkeys, signatures
from ledger.checkpoints
cross join lateral (
    select array_agg(vkey order by number) as vkeys, array_agg(signature order by number) as signatures
    from ledger.checkpoint_signatures as signed
    where signed.size = checkpoints.size
) as signed
where size <= %(upto)s
order by size desc
limit 1
