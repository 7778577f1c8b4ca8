-- Category of each school by year at one level: the one last published, if none before it. Reads only.
select
    rbd, category, year as from_year,
    coalesce(lead(year) over (partition by rbd order by year), 32767) as next_year
from category_year
where level = %(level)s
    and known_from <= %(known)s
    and known_to > %(known)s
