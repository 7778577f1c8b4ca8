-- Keeping what was signed.

-- name: checkpoint_add
-- Record what is signed. A second run at the same size breaks the primary key.
insert into ledger.checkpoints (size, origin, root, sealed, seal, leaves)
values (%(size)s, %(origin)s, %(root)s, %(sealed)s, %(seal)s, %(leaves)s)

-- name: key_add
-- The key that follows the last one. Two at once break the primary key.
insert into ledger.log_keys (number, vkey, since, statement)
select coalesce(max(number), 0) + 1, %(vkey)s, %(since)s, %(statement)s from ledger.log_keys

-- name: signature_add
-- Put a signature under a checkpoint, as the next one; the same one again changes nothing. Two at
-- once break the primary key, so whoever runs this has the turn.
insert into ledger.checkpoint_signatures (number, size, vkey, signature)
select coalesce(max(number), 0) + 1, %(size)s, %(vkey)s, %(signature)s
from ledger.checkpoint_signatures
on conflict (size, vkey, signature) do nothing
