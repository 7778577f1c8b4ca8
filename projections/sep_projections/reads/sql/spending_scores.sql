-- A measure of spending beside the score of the school some years later, and how far the score had come
-- since the last test before the year of the spending. Reads only.
with fact as (
{spending_facts}
),
score as materialized (
    select position, rbd, year, score, pupils
    from (
{score_facts}
    ) as result
    where grade = %(grade)s
        and subject = %(subject)s
        and missing is null
),
tested as (
    select distinct year from score
),
dated as (
    select
        spent.year,
        (select max(tested.year) from tested where tested.year < spent.year) as before
    from (select distinct year from fact) as spent
)
select
    fact.year, after.lag::smallint as lag, fact.rbd, fact.value::double precision as value,
    later.score, later.pupils, later.score - earlier.score as change
from fact
join dated using (year)
cross join unnest(%(lags)s::integer[]) as after (lag)
join score as later
    on later.rbd = fact.rbd
    and later.year = fact.year + after.lag
left join score as earlier
    on earlier.rbd = fact.rbd
    and earlier.year = dated.before
where fact.value is not null
order by fact.year, after.lag, fact.rbd
