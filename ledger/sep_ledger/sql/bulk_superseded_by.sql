-- By whom the superseded facts of the batch were, and how many by each: the file's name and SHA-256,
-- or who withdrew them.
select
    coalesce(source ->> 'name', source ->> 'actor', source ->> 'rule', ''),
    source ->> 'sha256',
    source ->> 'dataset',
    count(*)
from pg_temp.judged
inner join ledger.events on events.position = judged.standing
cross join lateral (
    select convert_from(events.metadata, 'UTF8')::jsonb -> 'source' as source
) as beside
where judged.verdict in (3, 5)
group by 1, 2, 3
order by 1, 2, 3
