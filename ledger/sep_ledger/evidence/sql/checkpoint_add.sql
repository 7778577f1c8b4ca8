-- Record what is signed. A second run at the same size breaks the primary key.
insert into ledger.checkpoints (size, origin, root, leaves)
select
    %(size)s, %(origin)s, %(root)s,
    coalesce(string_agg(leaf_hash, ''::bytea order by position), ''::bytea)
from ledger.events
where position > %(after)s and position <= %(size)s
