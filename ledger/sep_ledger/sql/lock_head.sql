-- The last position, held until this transaction ends: appends queue here and nowhere else.
select position from ledger.head for update
