-- Where in the log the results stand that a series is made of. Reads only.
select fact.position
from (
{score_facts}
) as fact
left join (
{category_of_level}
) as category
    on category.rbd = fact.rbd
    and fact.year >= category.from_year
    and fact.year < category.next_year
where fact.grade = %(grade)s
    and fact.subject = %(subject)s
    and fact.year between %(from_year)s and %(to_year)s
    and (
{score_group_filter}
    )
