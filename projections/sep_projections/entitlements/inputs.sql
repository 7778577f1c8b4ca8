-- Everything that the entitlements of some schools follow from, as known at a position: one row for
-- each school that has had a convenio. Exact numbers travel as text. Reads only.
with school as (
    select distinct rbd
    from convenio
    where rbd = any (%(rbds)s::integer[])
        and known_from <= %(known)s
        and known_to > %(known)s
),

step as (
    select
        rbd, number,
        max(until) filter (where step = 'extended')     as until,
        min(occurred_on) filter (where step = 'ended')  as ended_on
    from convenio_step
    where rbd = any (%(rbds)s::integer[])
        and known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, number
),

-- Where a file and a decision both state the signing, the later known counts.
span as (
    select distinct on (c.rbd, c.number)
        c.rbd, c.number, c.from_date, c.classification,
        coalesce(s.ended_on, greatest(c.to_date, s.until))       as last_day,
        -- Half of the months of the term as signed; the extension is no part of it.
        (
            c.from_date + make_interval(months => (
                extract(year from age(c.to_date + 1, c.from_date)) * 12
                + extract(month from age(c.to_date + 1, c.from_date))
            )::integer / 2)
        )::date                                                  as middle
    from convenio as c
    left join step as s using (rbd, number)
    where c.rbd = any (%(rbds)s::integer[])
        and c.known_from <= %(known)s
        and c.known_to > %(known)s
    order by c.rbd, c.number, c.known_from desc
),

received as (
    select s.rbd, s.number, sum(p.sep_total) as amount, count(*) as months
    from span as s
    inner join payment as p
        on p.rbd = s.rbd
        and p.month >= to_char(s.from_date, 'YYYY-MM')
        and p.month < to_char(s.middle, 'YYYY-MM')
    where p.known_from <= %(known)s
        and p.known_to > %(known)s
    group by s.rbd, s.number
),

-- Years of the first half of which no document is known say nothing of what was spent in them.
spent as (
    select
        s.rbd, s.number,
        sum(e.declared) filter (
            where coalesce(e.paid_on, e.issued_on) >= s.from_date
                and coalesce(e.paid_on, e.issued_on) < s.middle
        )                      as amount,
        count(distinct e.year) as years
    from span as s
    inner join expenditure as e
        on e.rbd = s.rbd
        and e.subvencion = 'SEP'
        and e.year between extract(year from s.from_date) and extract(year from s.middle)
    where e.known_from <= %(known)s
        and e.known_to > %(known)s
    group by s.rbd, s.number
),

rendered as (
    select
        rbd, year,
        min(occurred_on) filter (where step = 'presented') as rendered_on,
        max(until)                                         as extended_until
    from rendicion_step
    where rbd = any (%(rbds)s::integer[])
        and subvencion = 'SEP'
        and known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, year
),

pending as (
    select distinct rbd, year
    from account_line
    where rbd = any (%(rbds)s::integer[])
        and subvencion = 'SEP'
        and not rendered
        and known_from <= %(known)s
        and known_to > %(known)s
),

late as (
    select
        rbd, rendered_on, pending.rbd is not null as pending,
        greatest(make_date(year + 1, 3, 31), extended_until) as due_on
    from pending
    full join rendered using (rbd, year)
)

select
    school.rbd,
    (
        select jsonb_agg(jsonb_build_array(
            month, band, prioritarios, prioritarios_attendance::text, preferentes,
            preferentes_attendance::text, total, total_attendance::text
        ))
        from attendance as a
        where a.rbd = school.rbd
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as attendance,
    (
        select jsonb_agg(jsonb_build_object(
            'number', number, 'from_date', from_date, 'last_day', last_day, 'middle', middle,
            'classification', classification,
            'received', received.amount, 'months', received.months,
            'spent', coalesce(spent.amount, 0), 'years', spent.years
        ) order by number)
        from span
        left join received using (rbd, number)
        left join spent using (rbd, number)
        where rbd = school.rbd
    ) as convenios,
    (
        select jsonb_agg(jsonb_build_array(year, classification, gratuitous))
        from pupil_year as p
        where p.rbd = school.rbd
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as years,
    (
        -- A year of which some grade's are not told says nothing of the others.
        select jsonb_object_agg(year, grades)
        from (
            select year, jsonb_object_agg(grade, prioritarios) as grades
            from grade_count as g
            where g.rbd = school.rbd
                and known_from <= %(known)s
                and known_to > %(known)s
            group by year
            having bool_and(prioritarios is not null)
        ) as counted
    ) as prioritarios,
    (
        select min(occurred_on)
        from pme_step as p
        where p.rbd = school.rbd
            and step = 'presented'
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as plan_presented_on,
    (
        select jsonb_agg(jsonb_build_array(due_on, rendered_on))
        from late
        where late.rbd = school.rbd
            and case when rendered_on is null then pending else rendered_on > due_on end
    ) as late
from school
order by rbd
