-- How long each school and level has been in each category, over all its publications: a category
-- holds from its first publication until another takes its place; the last one up to its last
-- publication, that year counted. Reads only.
select
    rbd, level, category,
    sum(orderings)::integer as orderings,
    sum(coalesce(next_year, to_year + 1) - from_year)::integer as years,
    max(coalesce(next_year, to_year + 1) - from_year)::integer as longest,
    min(from_year)::smallint as from_year,
    max(to_year)::smallint as to_year
from (
    select
        rbd, level, category, run,
        count(*) as orderings,
        min(year) as from_year,
        max(year) as to_year,
        lead(min(year)) over (partition by rbd, level order by run) as next_year
    from (
{category_runs}
    ) as ordering
    group by rbd, level, category, run
) as span
where %(level)s::text is null or level = %(level)s
group by rbd, level, category
