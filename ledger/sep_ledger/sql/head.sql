-- The last position, without waiting for appends under way.
select position from ledger.head
