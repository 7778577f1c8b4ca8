-- The keys of the log, the first first. Reads only.
select vkey, since, statement from ledger.log_keys order by number
