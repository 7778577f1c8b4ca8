-- Category of each school by year: the one last published, of básica where a school has both levels.
-- A school has none before its first. Reads only.
select
    rbd, category, year as from_year,
    coalesce(lead(year) over (partition by rbd order by year), 32767) as next_year
from (
    select distinct on (rbd, year) rbd, year, category
    from category_year
    where known_from <= %(known)s
        and known_to > %(known)s
    order by rbd, year, level
) as published
