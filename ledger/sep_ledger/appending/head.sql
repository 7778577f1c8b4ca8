-- The row that counts the log, whose lock an append holds until its commit.

-- name: lock_head
-- The last position, held until this transaction ends: appends queue here and nowhere else.
select position from ledger.head for update

-- name: raise_head
-- Set the last position, under the head lock and in the transaction that wrote up to it.
update ledger.head set position = %(position)s
