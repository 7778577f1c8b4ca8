-- name: dependency_spans
-- The dependency of each school over the years. Reads only.
with entries as (
    select rbd, year, occurred_on, known_from, dependency as said
    from {school_year_at} as school_year
),
{register_spans}
select rbd, said as dependency, from_year, to_year, from_date, position, to_date
from spans


-- name: register_spans
-- How long the register said the same of a school, as table expressions over its `entries`: one that
-- says the same (`said`) as the one before it belongs to its span; a span ends the day before the next
-- begins.
compared as (
    select *, said is distinct from lag(said) over (partition by rbd order by year) as differs
    from entries
),
numbered as (
    select *, count(*) filter (where differs) over (partition by rbd order by year) as span
    from compared
),
spans as (
    select
        rbd, said,
        min(year) as from_year,
        max(year) as to_year,
        min(occurred_on) as from_date,
        (array_agg(known_from order by year))[1] as position,
        lead(min(occurred_on)) over (partition by rbd order by min(year)) - 1 as to_date
    from numbered
    group by rbd, span, said
)


-- name: school_at
-- Place and dependency of each school by year: an entry of the register holds until the next one, and
-- the first one also for the years before it, since early editions may not be known. Reads only.
select
    rbd, region, comuna, dependency, rural, known_from as position,
    case when row_number() over entries = 1 then 0 else year end as from_year,
    coalesce(lead(year) over entries, 32767) as next_year
from {school_year_at} as school_year
window entries as (partition by rbd order by year)


-- name: school_transitions
-- Changes between consecutive entries of the register, without those that a later file took back.
-- Reads only.
select
    known_from as position, stream, rbd, kind, previous_year, year, occurred_on, fields,
    previous_status, previous_sostenedor, sostenedor as sostenedor_rut
from {school_transition_at} as school_transition


-- name: schools
-- Schools of one edition of the register: the year asked for, else the latest known. Reads only.
select
    rbd, name, 'directorio' as name_source, year, check_digit, sostenedor as sostenedor_rut,
    legal_personality, region, comuna, comuna_name, dependency, rural, status, enrolment
from {school_year_at} as school_year
where year = coalesce(
        %(year)s::smallint,
        (select max(year) from {school_year_at} as school_year)
    )
    and (%(region)s::smallint is null or region = %(region)s)
    and (%(comuna)s::integer is null or comuna = %(comuna)s)
    and (%(dependency)s::text is null or dependency = %(dependency)s)
    and (%(status)s::text is null or status = %(status)s)
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    and (%(rural)s::boolean is null or rural = %(rural)s)
    and (%(name_contains)s::text is null or position(upper(%(name_contains)s) in upper(name)) > 0)


-- name: schools_by_rbd
-- Schools by RBD, whoever mentions them. The register describes a school best: its entry of the year
-- asked for, else the last before, else the first after. A school that the register does not list
-- takes its name from the latest category, result or payment; one that only other facts mention has
-- none. Reads only.
with wanted as (
    select distinct unnest(%(rbds)s::integer[]) as rbd
),
mentions as (
    select wanted.rbd, mention.*
    from wanted
    cross join lateral (
        (
            select
                1 as rank, name, 'directorio' as name_source, year, check_digit,
                sostenedor as sostenedor_rut, legal_personality, region, comuna, comuna_name,
                dependency, rural, status, enrolment
            from {school_year_at} as school_year
            where school_year.rbd = wanted.rbd
            order by
                year <= coalesce(%(year)s::smallint, 32767) desc,
                abs(year - coalesce(%(year)s::smallint, 32767))
            limit 1
        )
        union all
        (
            select
                2, school_name, 'categorias', null, null, null, null, null, null, null,
                null, null, null, null
            from {category_year_at} as category_year
            where category_year.rbd = wanted.rbd
            order by year desc
            limit 1
        )
        union all
        (
            select
                3, school_name, 'simce', null, null, null, null, null, null, null,
                null, null, null, null
            from {test_result_at} as test_result
            where test_result.rbd = wanted.rbd
            order by year desc
            limit 1
        )
        union all
        (
            select
                4, school_name, 'subvenciones', null, null, null, null, null, null, null,
                null, null, null, null
            from {payment_at} as payment
            where payment.rbd = wanted.rbd
            order by month desc
            limit 1
        )
        union all
        select
            5, null, null, null, null, null, null, null, null, null,
            null, null, null, null
        where exists (
                select from {pupil_year_at} as pupil_year
                where pupil_year.rbd = wanted.rbd
            )
            or exists (
                select from {convenio_at} as convenio
                where convenio.rbd = wanted.rbd
            )
            or exists (
                select from {expenditure_at} as expenditure
                where expenditure.rbd = wanted.rbd
            )
            or exists (
                select from {account_line_at} as account_line
                where account_line.rbd = wanted.rbd
            )
            or exists (
                select from {ate_contract_at} as ate_contract
                where ate_contract.rbd = wanted.rbd
            )
    ) as mention
)
select distinct on (rbd)
    rbd, name, name_source, year::smallint as year, check_digit, sostenedor_rut, legal_personality,
    region, comuna, comuna_name, dependency, rural, status, enrolment
from mentions
order by rbd, rank


-- name: sostenedor_spans
-- Who held each school, and for how long. Reads only.
with entries as (
    select rbd, year, occurred_on, known_from, array[sostenedor, sostenedor_mrun] as said
    from {school_year_at} as school_year
),
{register_spans}
select rbd, said[1] as sostenedor_rut, said[2] as sostenedor_mrun, from_year, to_year, from_date, position, to_date
from spans


-- name: status_spans
-- The state of each school over the years. Reads only.
with entries as (
    select rbd, year, occurred_on, known_from, status as said
    from {school_year_at} as school_year
),
{register_spans}
select rbd, said as status, from_year, to_year, from_date, position, to_date
from spans
