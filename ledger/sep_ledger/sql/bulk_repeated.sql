-- Places whose key this file has already shown, and may not show twice, with other content. Runs
-- after the append and under its lock: the latest version is then what the first row said.
select place
from pg_temp.staged join pg_temp.again using (place)
where case
    when twins then occurrence >= %(max_twins)s
    else not exists (
        select from (
            select topic, state
            from ledger.events
            where originator_id = staged.stream
            order by originator_version desc
            limit 1
        ) as latest
        where latest.topic = staged.topic and latest.state = staged.state
    ) and not ledger.has_said(stream, topic, state, metadata)
end
order by place
