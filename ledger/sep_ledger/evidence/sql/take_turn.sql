-- One at a time grows the tree or signs; until this transaction ends others wait here.
select pg_advisory_xact_lock(hashtextextended('ledger evidence', 0))
