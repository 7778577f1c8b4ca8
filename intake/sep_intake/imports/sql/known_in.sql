-- Whether the log knows anything in a range of streams, such as a dataset's year. Reads only.
select exists (
    select from ledger.events where originator_id >= %(first)s and originator_id < %(end)s
)
