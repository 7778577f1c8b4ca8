-- Put a signature under a checkpoint, as the next one; the same one again changes nothing. Two at
-- once break the primary key, so whoever runs this has the turn.
insert into ledger.checkpoint_signatures (number, size, vkey, signature)
select coalesce(max(number), 0) + 1, %(size)s, %(vkey)s, %(signature)s
from ledger.checkpoint_signatures
on conflict (size, vkey, signature) do nothing
