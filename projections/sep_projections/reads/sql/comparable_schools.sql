-- Every score of a grade and subject that stands, with what the school was like in that year and the
-- tests, first and last of each contract, at which anybody advised it. Reads only.
with advice as (
    select
        rbd, array_agg(first_test order by first_test, last_test) as first_tests,
        array_agg(last_test order by first_test, last_test) as last_tests
    from (
{advised_contracts}
    ) as contract
    where last_test >= first_test
    group by rbd
)
select
    fact.position, fact.rbd, fact.year, fact.score, fact.pupils, fact.socioeconomic_group,
    fact.dependency, fact.rural, advice.first_tests, advice.last_tests
from (
{score_facts}
) as fact
left join advice using (rbd)
where fact.grade = %(grade)s
    and fact.subject = %(subject)s
    and fact.missing is null
