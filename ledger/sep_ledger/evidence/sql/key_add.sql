-- The key that follows the last one. Two at once break the primary key.
insert into ledger.log_keys (number, vkey, since, statement)
select coalesce(max(number), 0) + 1, %(vkey)s, %(since)s, %(statement)s from ledger.log_keys
