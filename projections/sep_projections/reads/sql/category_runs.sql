-- Orderings by school and level, numbered by runs of the same category. Publications that say why a
-- school has no category neither count nor end a run. Reads only.
select
    rbd, level, year, occurred_on, category,
    count(*) filter (where differs) over (partition by rbd, level order by year) as run
from (
    select
        rbd, level, year, occurred_on, category,
        category is distinct from lag(category) over (partition by rbd, level order by year)
            as differs
    from category_year
    where known_from <= %(known)s
        and known_to > %(known)s
        and category not like 'sin\_categoria%%'
) as ordering
