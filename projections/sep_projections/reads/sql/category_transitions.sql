-- From which category to which, between the publications of two years at one level, by the dimensions
-- asked for. A school without the one entered, without the other left. Where a year has no
-- publication at all there is nothing. Dependency is the later file's, region the register's. Reads
-- only.
with published as materialized (
    select rbd, year, category, dependency
    from category_year
    where known_from <= %(known)s
        and known_to > %(known)s
        and level = %(level)s
        and year in (%(from_year)s, %(to_year)s)
),
fact as (
    select
        rbd, %(to_year)s::smallint as year,
        earlier.category as from_category, later.category as to_category,
        coalesce(later.dependency, earlier.dependency) as dependency
    from (select * from published where year = %(from_year)s) as earlier
    full join (select * from published where year = %(to_year)s) as later using (rbd)
    where exists (select from published where year = %(from_year)s)
        and exists (select from published where year = %(to_year)s)
),
counted as (
    select
        {keys} fact.from_category, fact.to_category, count(*)::integer as schools
    from fact
    left join (
{school_at}
    ) as school
        on school.rbd = fact.rbd
        and fact.year >= school.from_year
        and fact.year < school.next_year
    where (%(region)s::smallint is null or school.region = %(region)s)
        and (%(dependency)s::text is null or fact.dependency = %(dependency)s)
    group by {ordinals}
)
select
    *,
    case
        when sum(schools) over origin >= %(least_schools)s
        then projections.half_even(100.0 * schools / sum(schools) over origin, 1)
    end as share
from counted
window origin as (partition by {names} from_category)
order by {ordinals}
limit %(most_groups)s
