-- Record what is signed. A second run at the same size breaks the primary key.
insert into ledger.checkpoints (size, origin, root, sealed, seal, leaves)
select
    %(size)s, %(origin)s, %(root)s, %(sealed)s, %(seal)s,
    coalesce(string_agg(leaf_hash, ''::bytea order by position), ''::bytea)
from ledger.events
where position > %(after)s and position <= %(size)s
