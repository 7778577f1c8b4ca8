-- Where in the log the results of a table of scores stand. Reads only.
select known_from as position
from subject_result
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(grade)s::text is null or grade = %(grade)s)
    and (%(subject)s::text is null or subject = %(subject)s)
