-- How long each school and level has been in each category, over all its publications: a category
-- holds from its first publication until another takes its place; the last one up to its last
-- publication before a year of which nothing is known, or of all, that year counted. Reads only.
select
    rbd, level, category,
    sum(orderings)::integer as orderings,
    sum(next_year - from_year)::integer as years,
    max(next_year - from_year)::integer as longest,
    min(from_year)::smallint as from_year,
    max(to_year)::smallint as to_year
from (
    select
        rbd, level, category, run,
        count(*) as orderings,
        min(year) as from_year,
        max(year) as to_year,
        case
            when lead(bool_or(after_gap)) over (partition by rbd, level order by run) is false
                then lead(min(year)) over (partition by rbd, level order by run)
            else max(year) + 1
        end as next_year
    from (
{category_runs}
    ) as ordering
    group by rbd, level, category, run
) as span
where %(level)s::text is null or level = %(level)s
group by rbd, level, category
