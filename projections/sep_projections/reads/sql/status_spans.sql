-- The state of each school over the years. Entries that say the same as the one before them
-- belong to its span; a span ends the day before the next begins. Reads only.
with entries as (
    select
        rbd, year, occurred_on, known_from, status,
        row(status) is distinct from lag(row(status)) over (partition by rbd order by year) as differs
    from school_year
    where known_from <= %(known)s
        and known_to > %(known)s
),
numbered as (
    select *, count(*) filter (where differs) over (partition by rbd order by year) as span
    from entries
),
spans as (
    select
        rbd, status,
        min(year) as from_year,
        max(year) as to_year,
        min(occurred_on) as from_date,
        (array_agg(known_from order by year))[1] as position
    from numbered
    group by rbd, span, status
)
select
    rbd, status, from_year, to_year, from_date, position,
    lead(from_date) over (partition by rbd order by from_year) - 1 as to_date
from spans
