-- Each publication of a school's category, with how long the category has held, and the SEP
-- classification that is published for the school year after it, in which it rules. Reads only.
with ordering as (
    select
        *,
        row_number() over (partition by rbd, level, run order by year) as orderings,
        min(year) over (partition by rbd, level, run) as since_year,
        min(occurred_on) over (partition by rbd, level, run) as since,
        bool_or(after_gap) over (partition by rbd, level, run) as perhaps_earlier
    from (
{category_runs}
    ) as run
)
select
    published.known_from as position, published.stream, published.rbd, published.level,
    published.year, published.occurred_on, published.category, published.enrolment,
    ordering.since,
    ordering.perhaps_earlier,
    ordering.orderings::integer as orderings,
    (published.year - ordering.since_year + 1)::integer as years,
    case
        when ordering.category is null then null
        when ordering.category = 'insuficiente' then ordering.orderings
        else 0
    end::integer as insuficiente_in_a_row,
    (published.year + 1)::smallint as school_year,
    standing.classification
from category_year as published
left join ordering using (rbd, level, year)
left join lateral (
    select classification
    from pupil_year
    where pupil_year.rbd = published.rbd
        and pupil_year.year = published.year + 1
        and pupil_year.known_from <= %(known)s
        and pupil_year.known_to > %(known)s
) as standing on true
where published.known_from <= %(known)s
    and published.known_to > %(known)s
    and (%(rbd)s::integer is null or published.rbd = %(rbd)s)
    and (%(level)s::text is null or published.level = %(level)s)
    and (%(year)s::smallint is null or published.year = %(year)s)
    and (%(category)s::text is null or published.category = %(category)s)
