-- The signatures that came after so many, in their order. Reads only.
select number, size, vkey, signature
from ledger.checkpoint_signatures
where number > %(after)s
order by number
