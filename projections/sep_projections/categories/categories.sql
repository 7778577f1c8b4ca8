-- name: category_at
-- Category of each school by year: the one last published, of básica where a school has both levels.
-- A school has none before its first. Reads only.
select
    rbd, category, year as from_year,
    coalesce(lead(year) over (partition by rbd order by year), 32767) as next_year
from (
    select distinct on (rbd, year) rbd, year, category
    from {category_year_at} as category_year
    order by rbd, year, level
) as published


-- name: category_spans
-- The category of each school and level over the years. Publications that say the same as the one
-- before them belong to its span; a span ends the day before the next begins. Reads only.
with published as (
    select
        rbd, level, year, occurred_on, known_from, category,
        category is distinct from lag(category) over (partition by rbd, level order by year)
            as differs
    from {category_year_at} as category_year
    where (%(level)s::text is null or level = %(level)s)
),
numbered as (
    select
        *, count(*) filter (where differs) over (partition by rbd, level order by year) as span
    from published
),
spans as (
    select
        rbd, level, category,
        min(year) as from_year,
        max(year) as to_year,
        min(occurred_on) as from_date,
        (array_agg(known_from order by year))[1] as position
    from numbered
    group by rbd, level, span, category
)
select
    *, lead(from_date) over (partition by rbd, level order by from_year) - 1 as to_date
from spans


-- name: reclassifications
-- Changes of category, without those that a later file took back. It was perhaps earlier where a year
-- with orderings lies between of which no publication of the school is known. Reads only.
select
    known_from as position, stream, rbd, level, previous_year, previous_on, previous_category, year,
    occurred_on, category, effective_on,
    exists (
        select from generate_series(previous_year + 1, reclassification.year - 1) as missing
        where missing <> all (%(unordered)s::integer[])
            and not exists (
                select from {category_year_at} as category_year
                where category_year.rbd = reclassification.rbd
                    and category_year.level = reclassification.level
                    and category_year.year = missing
            )
    ) as perhaps_earlier
from {reclassification_at} as reclassification
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(level)s::text is null or level = %(level)s)
    and (%(previous_year)s::smallint is null or previous_year = %(previous_year)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(previous_category)s::text is null or previous_category = %(previous_category)s)
    and (%(category)s::text is null or category = %(category)s)
