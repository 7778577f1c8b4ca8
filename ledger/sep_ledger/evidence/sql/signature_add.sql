-- Put a signature under a checkpoint; the same one again changes nothing.
insert into ledger.checkpoint_signatures (size, vkey, signature)
values (%(size)s, %(vkey)s, %(signature)s)
on conflict do nothing
