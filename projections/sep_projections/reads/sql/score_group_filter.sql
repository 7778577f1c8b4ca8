-- The schools that a series is asked for, by what they were in each year, and by the criteria of a
-- group. An expression over `fact` and its `category`.
(%(rbds)s::integer[] is null or fact.rbd = any (%(rbds)s::integer[]))
    and (%(region)s::smallint is null or fact.region = %(region)s)
    and (%(comuna)s::integer is null or fact.comuna = %(comuna)s)
    and (%(dependency)s::text is null or fact.dependency = %(dependency)s)
    and (%(socioeconomic_group)s::text is null or fact.socioeconomic_group = %(socioeconomic_group)s)
    and (%(rural)s::boolean is null or fact.rural = %(rural)s)
    and (%(category)s::text is null or category.category = %(category)s)
    and (
{of_group}
    )
