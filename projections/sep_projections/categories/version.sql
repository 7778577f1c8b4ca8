-- name: category_version_positions
-- Where in the log the publications of categories that are asked about stand. Reads only.
select known_from as position
from {category_year_at} as category_year
where (%(level)s::text is null or level = %(level)s)
    and (%(years)s::smallint[] is null or year = any (%(years)s))


-- name: category_version_sample
-- Schools of the publications asked about: those with a category in some of them, and those that
-- never have one, by the reason that the last of them gives. Reads only.
with published as (
    select distinct on (rbd)
        rbd, category,
        bool_or(category not like 'sin_categoria%%') over (partition by rbd) as has_category
    from {category_year_at} as category_year
    where (%(level)s::text is null or level = %(level)s)
        and (%(years)s::smallint[] is null or year = any (%(years)s))
    order by rbd, year desc, level
)
select
    case when not has_category then category end as reason,
    count(*)::integer as schools,
    case
        when bool_or(has_category) then '{{}}'::integer[]
        else array_agg(rbd order by rbd)
    end as rbds
from published
group by 1
order by 1 nulls first
