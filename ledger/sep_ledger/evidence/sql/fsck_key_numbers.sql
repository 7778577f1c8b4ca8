-- The numbers of the log's keys. Reads only.
select number from ledger.log_keys order by number
