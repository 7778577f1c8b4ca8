-- Where in the log the payments, pupils and documents stand that a measure of spending rests on.
-- Reads only.
select known_from as position
from payment
where known_from <= %(known)s
    and known_to > %(known)s
    and %(measure)s::text <> 'account_share'
    and year between %(from_year)s::smallint and %(to_year)s::smallint
union
select known_from
from grade_count
where known_from <= %(known)s
    and known_to > %(known)s
    and %(measure)s::text = 'sep_per_priority_pupil'
    and year between %(from_year)s::smallint and %(to_year)s::smallint
union
select known_from
from expenditure
where known_from <= %(known)s
    and known_to > %(known)s
    and subvencion = 'SEP'
    and rbd is not null
    and %(measure)s::text <> 'sep_per_priority_pupil'
    and year between %(from_year)s::smallint and %(to_year)s::smallint
