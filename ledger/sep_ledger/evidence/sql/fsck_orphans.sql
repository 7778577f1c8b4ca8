-- Sizes that something was signed at, and no checkpoint is there. Reads only.
select distinct size
from ledger.checkpoint_signatures as signed
where not exists (select from ledger.checkpoints where checkpoints.size = signed.size)
order by size
