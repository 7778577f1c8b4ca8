-- name: comparable_schools
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


-- name: school_group
-- The schools (RBD) that meet every criterion given; a school that is named belongs even where the
-- ledger knows nothing of it. What a school was is told as of a year, else of the latest. Reads only.
with named as (
    select unnest({rbds}::integer[]) as rbd
    union
    select rbd from {school_year_at} as school_year
    where {rbds}::integer[] is null
    union
    select rbd from {test_result_at} as test_result
    where {rbds}::integer[] is null
),
advised as not materialized (
{adviser_spans}
),
sep as not materialized (
{sep_per_priority_pupil}
)
select named.rbd
from named
where (
        num_nonnulls(
            {region}::smallint, {comuna}::integer, {dependencies}::text[], {rural}::boolean
        ) = 0
        or named.rbd in (
            select school.rbd
            from (
{school_at}
            ) as school
            where coalesce({year}::integer, 32766) >= school.from_year
                and coalesce({year}::integer, 32766) < school.next_year
                and ({region}::smallint is null or school.region = {region})
                and ({comuna}::integer is null or school.comuna = {comuna})
                and ({dependencies}::text[] is null or school.dependency = any ({dependencies}))
                and ({rural}::boolean is null or school.rural = {rural})
        )
    )
    and (
        {socioeconomic_group}::text is null
        or named.rbd in (
            select rbd
            from (
                select distinct on (rbd) rbd, socioeconomic_group
                from {test_result_at} as test_result
                where socioeconomic_group is not null
                    and ({year}::smallint is null or year = {year})
                    and ({grade}::text is null or grade = {grade})
                order by rbd, year desc, grade
            ) as latest
            where socioeconomic_group = {socioeconomic_group}
        )
    )
    and (
        {category}::text is null
        or named.rbd in (
            select rbd
            from (
                select distinct on (rbd) rbd, category
                from {category_year_at} as category_year
                where ({year}::smallint is null or year = {year})
                    and level = coalesce({level}::text, level)
                order by rbd, year desc, level
            ) as latest
            where category = {category}
        )
    )
    and (
        num_nonnulls({sep_from}::bigint, {sep_to}::bigint) = 0
        or named.rbd in (
            select rbd from sep
            where year = coalesce({year}::smallint, (select max(year) from sep))
                and per_pupil >= coalesce({sep_from}::bigint, 0)
                and per_pupil <= coalesce({sep_to}::bigint, per_pupil)
        )
    )
    and (
        num_nonnulls(
            {ate}::text, {contract}::text, {advised_from}::smallint, {advised_to}::smallint
        ) = 0
        or named.rbd in (
            select rbd from advised
            where ({ate}::text is null or ate = {ate})
                and ({contract}::text is null or contract = {contract})
                and ({advised_from}::smallint is null or to_year >= {advised_from})
                and ({advised_to}::smallint is null or from_year <= {advised_to})
        )
    )
