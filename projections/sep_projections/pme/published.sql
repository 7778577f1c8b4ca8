-- name: published_pme_actions
-- Actions of plans as the ministry publishes them, those of the planning and of the implementation
-- file together where they are called alike. Estimates in whole pesos. Reads only.
select * from (
    select
        greatest(planned.known_from, done.known_from) as position,
        coalesce(planned.stream, done.stream) as stream,
        rbd, year, dimension, twin,
        coalesce(planned.name, done.name) as name, alike, planned.description,
        planned.dependency, planned.estimated_total, planned.estimated_sep,
        planned.convenio_sep, done.level, done.level_from, done.level_to
    from (
        select * from {published_action_at} as published_action
    ) as planned
    full join (
        select * from {published_implementation_at} as published_implementation
    ) as done
        using (rbd, year, dimension, alike, twin)
) as action
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(dimension)s::text is null or dimension = %(dimension)s)
    and (%(level_below)s::smallint is null or level_to < %(level_below)s)
    and (%(without_estimate)s::boolean is null
        or (coalesce(estimated_total, 0) = 0) = %(without_estimate)s)
