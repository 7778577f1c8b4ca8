-- How long the register said the same of a school, as table expressions over its `entries`: one that
-- says the same (`said`) as the one before it belongs to its span; a span ends the day before the next
-- begins.
compared as (
    select *, said is distinct from lag(said) over (partition by rbd order by year) as differs
    from entries
),
numbered as (
    select *, count(*) filter (where differs) over (partition by rbd order by year) as span
    from compared
),
spans as (
    select
        rbd, said,
        min(year) as from_year,
        max(year) as to_year,
        min(occurred_on) as from_date,
        (array_agg(known_from order by year))[1] as position,
        lead(min(occurred_on)) over (partition by rbd order by min(year)) - 1 as to_date
    from numbered
    group by rbd, span, said
)
