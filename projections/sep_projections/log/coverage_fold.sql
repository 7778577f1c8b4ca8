-- Counts facts; a restatement counts as the fact it restates, and a count of none is no row. What is
-- counted here is stated in one stream only: contracts with advisers, plans for a balance and acts of authorities,
-- which files and commands both state, are few and counted where they are read.
merge into fact_count as kept
using (
    select
        dataset,
        coalesce(
            doc ->> 'year',
            left(coalesce(doc ->> 'month', doc ->> 'from_month', doc ->> 'occurred_on'), 4)
        )::smallint as year,
        coalesce((doc ->> 'rbd')::integer, 0) as rbd,
        sum(weight)::integer as facts
    from change
    inner join (
        values {counted}
    ) as counted (event, dataset) using (event)
    group by 1, 2, 3
    having sum(weight) <> 0
) as change
on kept.dataset = change.dataset
    and kept.year = change.year
    and kept.rbd = change.rbd
when matched and kept.facts + change.facts = 0 then
    delete
when matched then
    update set facts = kept.facts + change.facts
when not matched then
    insert (dataset, year, rbd, facts)
    values (change.dataset, change.year, change.rbd, change.facts);
