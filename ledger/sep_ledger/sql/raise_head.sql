-- Set the last position, under the head lock and in the transaction that wrote up to it.
update ledger.head set position = %(position)s
