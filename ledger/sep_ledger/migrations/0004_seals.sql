-- Seals: each checkpoint says, within what is signed, which signatures there were before it. So none
-- of these, and no checkpoint they are under, can be taken away or put elsewhere unnoticed. Runs
-- once, recorded by name and hash. Signatures are numbered again without gaps, in the same order.

-- Nothing signed says when a checkpoint was signed, so it is not kept as if something did.
alter table ledger.checkpoints
    drop column signed_at,
    add column sealed bigint check (sealed >= 0),
    add column seal bytea check (octet_length(seal) = 32),
    add check ((sealed is null) = (seal is null));

comment on column ledger.checkpoints.sealed is
    'How many signatures there were before; null in checkpoints from before there were seals';
comment on column ledger.checkpoints.seal is 'A hash chain over these signatures, in their order';

alter table ledger.checkpoint_signatures alter column number drop identity;
alter table ledger.checkpoint_signatures disable trigger checkpoint_signatures_only_grow;

-- In two steps, since a number may be taken until its row has moved.
update ledger.checkpoint_signatures as signed
set number = -ordered.place
from (
    select number, row_number() over (order by number) as place from ledger.checkpoint_signatures
) as ordered
where ordered.number = signed.number;
update ledger.checkpoint_signatures set number = -number;
alter table ledger.checkpoint_signatures add check (number > 0);

alter table ledger.checkpoint_signatures
    enable always trigger checkpoint_signatures_only_grow;

comment on column ledger.checkpoint_signatures.number is '1, 2, 3, … in the order they came';
