-- Place and dependency of each school by year: an entry of the register holds until the next one, and
-- the first one also for the years before it, since early editions may not be known. Reads only.
select
    rbd, region, comuna, dependency, rural, known_from as position,
    case when row_number() over entries = 1 then 0 else year end as from_year,
    coalesce(lead(year) over entries, 32767) as next_year
from school_year
where known_from <= %(known)s
    and known_to > %(known)s
window entries as (partition by rbd order by year)
