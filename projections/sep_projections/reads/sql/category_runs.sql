-- Orderings by school and level, numbered by runs of the same category. Publications that say why a
-- school has no category neither count nor end a run. A year in which there were orderings and of which
-- no publication of the school is known does end it, for what the school was then is not known: what
-- follows is `after_gap`. Years without orderings (`unordered`) end nothing. Reads only.
with published as (
    select
        rbd, level, year, occurred_on, category,
        lag(year) over (partition by rbd, level order by year) as previous_year
    from category_year
    where known_from <= %(known)s
        and known_to > %(known)s
),
stretched as (
    select
        rbd, level, year, occurred_on, category,
        count(*) filter (where exists (
            select from generate_series(previous_year + 1, year - 1) as missing
            where missing <> all (%(unordered)s::integer[])
        )) over (partition by rbd, level order by year) as stretch
    from published
),
ordering as (
    select
        rbd, level, year, occurred_on, category,
        stretch > lag(stretch, 1, stretch) over so_far as after_gap,
        category is distinct from lag(category) over so_far as differs
    from stretched
    where category not like 'sin\_categoria%%'
    window so_far as (partition by rbd, level order by year)
)
select
    rbd, level, year, occurred_on, category, after_gap,
    count(*) filter (where differs or after_gap) over (partition by rbd, level order by year) as run
from ordering
