-- Where in the log the enrolment stands that a list of changes of band is reckoned from. Reads only.
select known_from as position
from attendance
where rbd in (
    select rbd from (
{band_changes}
    ) as fact
)
    and left(month, 4)::integer in (%(year)s - 2, %(year)s - 1)
    and right(month, 2) between '03' and '12'
    and known_from <= %(known)s
    and known_to > %(known)s
