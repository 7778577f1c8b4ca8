-- The scores that a filter asks for. Reads only.
select *
from (
{score_facts}
) as fact
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(grade)s::text is null or grade = %(grade)s)
    and (%(subject)s::text is null or subject = %(subject)s)
    and (%(from_year)s::smallint is null or year >= %(from_year)s)
    and (%(to_year)s::smallint is null or year <= %(to_year)s)
    and (%(region)s::smallint is null or region = %(region)s)
    and (%(missing)s::text is null or missing = %(missing)s)
