-- Runs of consecutive positions beyond one, by their first and last. Reads only.
with placed as (
    select position, position - dense_rank() over (order by position) as run
    from ledger.events
    where position > %(after)s
)
select min(position), max(position) from placed group by run order by 1
