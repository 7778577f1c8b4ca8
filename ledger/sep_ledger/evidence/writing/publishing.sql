-- Publishing, one at a time.

-- name: publish_alone
-- One at a time publishes this log; until this transaction ends others wait here.
select pg_advisory_xact_lock(hashtextextended('ledger publishing', 0))
