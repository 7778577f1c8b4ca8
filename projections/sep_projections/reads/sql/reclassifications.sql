-- Changes of category, without those that a later file took back. It was perhaps earlier where a year
-- with orderings lies between of which no publication of the school is known. Reads only.
select
    known_from as position, stream, rbd, level, previous_year, previous_on, previous_category, year,
    occurred_on, category, effective_on,
    exists (
        select from generate_series(previous_year + 1, reclassification.year - 1) as missing
        where missing <> all (%(unordered)s::integer[])
            and not exists (
                select from category_year
                where category_year.rbd = reclassification.rbd
                    and category_year.level = reclassification.level
                    and category_year.year = missing
                    and category_year.known_from <= %(known)s
                    and category_year.known_to > %(known)s
            )
    ) as perhaps_earlier
from reclassification
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(level)s::text is null or level = %(level)s)
    and (%(previous_year)s::smallint is null or previous_year = %(previous_year)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(previous_category)s::text is null or previous_category = %(previous_category)s)
    and (%(category)s::text is null or category = %(category)s)
