-- Where each school and level stands on a day: its category by the last ordering up to it, every
-- ordering that has given it without interruption, what the Agencia told of it, and the SEP classification published for the day's
-- school year or the last one before it, with for how many school years in a row it has been in
-- recuperación. Reads only.
with run as (
    select
        rbd, level, run, category,
        array_agg(occurred_on order by year) as ordered_on,
        max(year) as last_year,
        bool_or(after_gap) as perhaps_earlier
    from (
{category_runs}
    ) as ordering
    where occurred_on <= %(on)s
    group by rbd, level, run, category
),
current as (
    select distinct on (rbd, level) *
    from run
    order by rbd, level, run desc
),
classified as (
    select
        rbd, year, classification,
        year - row_number() over (partition by rbd, classification order by year) as island,
        row_number() over (partition by rbd order by year desc) as place
    from pupil_year
    where known_from <= %(known)s
        and known_to > %(known)s
        and classification is not null
        and make_date(year, 3, 1) <= %(on)s
),
last_published as (
    select
        latest.rbd, latest.year, latest.classification,
        count(*) filter (
            where classified.classification = 'en_recuperacion'
                and classified.island = latest.island
                and latest.classification = 'en_recuperacion'
        )::integer as recovering_years
    from classified as latest
    join classified using (rbd)
    where latest.place = 1
    group by latest.rbd, latest.year, latest.classification
),
school as (
    select distinct on (rbd) rbd, region, dependency
    from school_year
    where known_from <= %(known)s
        and known_to > %(known)s
        and occurred_on <= %(on)s
    order by rbd, year desc
),
-- What the Agencia has told of a standing by the day, since the first ordering that gave it.
told as (
    select
        current.rbd, current.level,
        min(notice.occurred_on) filter (where notice.kind = 'comunicacion_insuficiente')
            as communicated_on,
        min(notice.occurred_on) filter (where notice.kind = 'certificado_permanencia')
            as certified_on
    from current
    join agency_notice as notice
        on notice.rbd = current.rbd
        and notice.level = current.level
        and notice.occurred_on between current.ordered_on[1] and %(on)s
    where notice.known_from <= %(known)s
        and notice.known_to > %(known)s
    group by current.rbd, current.level
)
select
    current.rbd, current.level, current.category, current.ordered_on,
    current.ordered_on[1] as since,
    current.perhaps_earlier,
    cardinality(current.ordered_on) as orderings,
    current.last_year::smallint as last_year,
    last_published.classification,
    last_published.year as classification_year,
    coalesce(last_published.recovering_years, 0) as recovering_years,
    school.region, school.dependency, told.communicated_on, told.certified_on
from current
left join told using (rbd, level)
left join last_published using (rbd)
left join school using (rbd)
where (%(rbd)s::integer is null or current.rbd = %(rbd)s)
    and (%(level)s::text is null or current.level = %(level)s)
    and (%(category)s::text is null or current.category = %(category)s)
    and (
        %(classification)s::text is null
        or last_published.classification = %(classification)s
    )
    and (%(region)s::smallint is null or school.region = %(region)s)
