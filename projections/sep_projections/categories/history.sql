-- name: category_history
-- Each publication of a school's category, with how long the category has held, and the SEP
-- classification that is published for the school year after it, in which it rules. Reads only.
with ordering as (
    select
        *,
        row_number() over (partition by rbd, level, run order by year) as orderings,
        min(year) over (partition by rbd, level, run) as since_year,
        min(occurred_on) over (partition by rbd, level, run) as since,
        bool_or(after_gap) over (partition by rbd, level, run) as perhaps_earlier
    from (
{category_runs}
    ) as run
)
select
    published.known_from as position, published.stream, published.rbd, published.level,
    published.year, published.occurred_on, published.category, published.enrolment,
    ordering.since,
    ordering.perhaps_earlier,
    ordering.orderings::integer as orderings,
    (published.year - ordering.since_year + 1)::integer as years,
    case
        when ordering.category is null then null
        when ordering.category = 'insuficiente' then ordering.orderings
        else 0
    end::integer as insuficiente_in_a_row,
    (published.year + 1)::smallint as school_year,
    standing.classification
from {category_year_at} as published
left join ordering using (rbd, level, year)
left join lateral (
    select classification
    from {pupil_year_at} as pupil_year
    where pupil_year.rbd = published.rbd
        and pupil_year.year = published.year + 1
) as standing on true
where (%(rbd)s::integer is null or published.rbd = %(rbd)s)
    and (%(level)s::text is null or published.level = %(level)s)
    and (%(year)s::smallint is null or published.year = %(year)s)
    and (%(category)s::text is null or published.category = %(category)s)


-- name: category_runs
-- Orderings by school and level, numbered by runs of the same category. Publications that say why a
-- school has no category neither count nor end a run. A year in which there were orderings and of which
-- no publication of the school is known does end it, for what the school was then is not known: what
-- follows is `after_gap`. Years without orderings (`unordered`) end nothing. Reads only.
with published as (
    select
        rbd, level, year, occurred_on, category,
        lag(year) over (partition by rbd, level order by year) as previous_year
    from {category_year_at} as category_year
),
stretched as (
    select
        rbd, level, year, occurred_on, category,
        count(*) filter (where exists (
            select from generate_series(previous_year + 1, year - 1) as missing
            where missing <> all (%(unordered)s::integer[])
        )) over (partition by rbd, level order by year) as stretch
    from published
),
ordering as (
    select
        rbd, level, year, occurred_on, category,
        stretch > lag(stretch, 1, stretch) over so_far as after_gap,
        category is distinct from lag(category) over so_far as differs
    from stretched
    where category not like 'sin\_categoria%%'
    window so_far as (partition by rbd, level order by year)
)
select
    rbd, level, year, occurred_on, category, after_gap,
    count(*) filter (where differs or after_gap) over (partition by rbd, level order by year) as run
from ordering


-- name: category_standings
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
    from {pupil_year_at} as pupil_year
    where classification is not null
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
    from {school_year_at} as school_year
    where occurred_on <= %(on)s
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
    join {agency_notice_at} as notice
        on notice.rbd = current.rbd
        and notice.level = current.level
        and notice.occurred_on between current.ordered_on[1] and %(on)s
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


-- name: category_times
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


-- name: category_transitions
-- From which category to which, between the publications of two years at one level, by the dimensions
-- asked for. A school without the one entered, without the other left. Where a year has no
-- publication at all there is nothing. Dependency is the later file's, region the register's. Reads
-- only.
with published as materialized (
    select rbd, year, category, dependency
    from {category_year_at} as category_year
    where level = %(level)s
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
