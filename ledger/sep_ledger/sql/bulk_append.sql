-- Append what the batch says and the log does not say yet, as it has been judged, in the order given,
-- on gapless positions. Runs under the head lock, in the transaction that judged.
with appended as (
    insert into ledger.events
        (position, originator_id, originator_version, topic, state, metadata)
    select
        %(head)s + row_number() over (order by place),
        judged.stream, judged.version + 1, staged.topic, staged.state, staged.metadata
    from pg_temp.judged
    inner join pg_temp.staged using (place)
    where judged.verdict <= 2
    order by place
    returning position
),
counted as (
    select count(*) as appended from appended
),
raised as (
    update ledger.head set position = %(head)s + appended
    from counted where appended > 0
)
select appended from counted
