-- Where in the log the categories of schools stand. Reads only.
select known_from as position
from category_year
where known_from <= %(known)s
    and known_to > %(known)s
