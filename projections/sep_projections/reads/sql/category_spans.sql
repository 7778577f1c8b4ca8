-- The category of each school and level over the years. Publications that say the same as the one
-- before them belong to its span; a span ends the day before the next begins. Reads only.
with published as (
    select
        rbd, level, year, occurred_on, known_from, category,
        category is distinct from lag(category) over (partition by rbd, level order by year)
            as differs
    from category_year
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(level)s::text is null or level = %(level)s)
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
