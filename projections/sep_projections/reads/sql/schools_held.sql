-- Which sostenedor held a school in a year: what the register says, and where its edition of that
-- year does not say, what the payments of the year say. Reads only.
select sostenedor, rbd, year
from school_year
where known_from <= %(known)s
    and known_to > %(known)s
    and sostenedor is not null
union
select sostenedor, rbd, year
from payment
where known_from <= %(known)s
    and known_to > %(known)s
    and sostenedor is not null
    and not exists (
        select from school_year as entry
        where entry.rbd = payment.rbd
            and entry.year = payment.year
            and entry.sostenedor is not null
            and entry.known_from <= %(known)s
            and entry.known_to > %(known)s
    )
