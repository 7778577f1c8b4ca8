-- Where in the log the publications of categories that are asked about stand. Reads only.
select known_from as position
from category_year
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(level)s::text is null or level = %(level)s)
    and (%(years)s::smallint[] is null or year = any (%(years)s))
