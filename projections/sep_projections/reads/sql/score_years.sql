-- The years of which there are results of a grade and subject. Reads only.
select distinct year
from subject_result
where grade = %(grade)s
    and subject = %(subject)s
    and year between %(from_year)s and %(to_year)s
    and known_from <= %(known)s
    and known_to > %(known)s
order by year
