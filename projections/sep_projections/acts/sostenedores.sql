-- name: resolution_sostenedores
-- Who held the school that a resolution names in the months that it orders, or on its day where it orders
-- none: by the directories from the last before to the first after, and by convenios that were signed or
-- passed on by then. What may be about what a former holder received looks back to all before. Only of
-- schools that a directory of those years names. Reads only.
with ordered as (
    select
        act.known_from as position, act.rbd, placed.first_day, placed.last_day,
        act.kind = any(%(looking_back)s::text[]) as looks_back
    from act
    cross join lateral (
        select
            coalesce((from_month || '-01')::date, issued_on) as first_day,
            coalesce(
                (greatest(to_month, from_month) || '-01')::date
                    + interval '1 month' - interval '1 day',
                issued_on
            )::date as last_day
    ) as placed
    where act.rbd is not null
        and known_from <= %(known)s
        and known_to > %(known)s
)
select ordered.position, told.nameless, told.named || taken.named as sostenedores
from ordered
cross join lateral (
    -- A directory tells of 30 April.
    select
        coalesce(array_agg(distinct sostenedor) filter (where sostenedor is not null), '{{}}')
            as named,
        bool_or(sostenedor is null) as nameless,
        bool_or(
            year between extract(year from first_day) and extract(year from last_day)
        ) as of_its_years
    from {school_year_at} as school_year
    where school_year.rbd = ordered.rbd
        and (
            looks_back
            or year >= extract(year from first_day)
                - (to_char(first_day, 'MM-DD') < '04-30')::integer
        )
        and year <= extract(year from last_day) + (to_char(last_day, 'MM-DD') >= '04-30')::integer
) as told
cross join lateral (
    select coalesce(array_agg(distinct sostenedor), '{{}}') as named
    from (
        select
            sostenedor, since,
            lead(since) over (order by since) as until
        from (
            select sostenedor, signed_on as since
            from {convenio_at} as convenio
            where convenio.rbd = ordered.rbd
            union all
            select sostenedor, occurred_on
            from {convenio_step_at} as convenio_step
            where convenio_step.rbd = ordered.rbd
                and step = 'transferred'
        ) as step
    ) as stay
    where since <= last_day
        and (looks_back or until is null or until > first_day)
) as taken
where told.of_its_years
