-- Record what is signed. A second run at the same size breaks the primary key.
insert into ledger.checkpoints (size, origin, root, sealed, seal, leaves)
values (%(size)s, %(origin)s, %(root)s, %(sealed)s, %(seal)s, %(leaves)s)
