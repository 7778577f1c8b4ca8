-- name: entitlement_inputs
-- Everything that the entitlements of some schools follow from, as known at a position: one row for
-- each school that has had a convenio. Exact numbers travel as text. Reads only.
with school as (
    select distinct rbd
    from {convenio_at} as convenio
    where rbd = any (%(rbds)s::integer[])
),

-- Where a file and a decision both state the signing, the later known counts.
span as (
    select distinct on (convenio.rbd, convenio.number)
        convenio.rbd, convenio.number, convenio.from_date, convenio.classification, lived.last_day
    from {convenio_at} as convenio
    cross join lateral (
{convenio_end}
    ) as lived
    where convenio.rbd = any (%(rbds)s::integer[])
    order by convenio.rbd, convenio.number, convenio.known_from desc
),

rendered as (
    select
        rbd, year,
        min(occurred_on) filter (where step = 'presented') as rendered_on,
        max(until)                                         as extended_until
    from {rendicion_step_at} as rendicion_step
    where rbd = any (%(rbds)s::integer[])
        and subvencion = 'SEP'
    group by rbd, year
),

pending as (
    select distinct rbd, year
    from {account_line_at} as account_line
    where rbd = any (%(rbds)s::integer[])
        and subvencion = 'SEP'
        and not rendered
),

-- Resolutions that touch what is paid, as far as they hold: until the month before they are lifted.
ordered as (
    select
        a.kind, a.rbd, a.sostenedor, a.convenio, a.retained_share, a.paid_share, a.classification,
        coalesce(a.from_month, to_char(a.issued_on, 'YYYY-MM')) as from_month,
        least(
            a.to_month,
            to_char(
                min(s.occurred_on) filter (where s.step = 'lifted') - interval '1 month', 'YYYY-MM'
            )
        )                                                       as to_month
    from {act_at} as a
    left join {act_step_at} as s
        on s.authority = a.authority
        and s.year = a.year
        and s.number = a.number
        and s.subject = a.subject
    where (
            a.rbd = any (%(rbds)s::integer[])
            or a.rbd is null
            and a.sostenedor in (
                select sostenedor
                from {convenio_at} as convenio
                where rbd = any (%(rbds)s::integer[])
            )
        )
        and a.kind in (
            'retencion_rendicion', 'escala_media_vigencia', 'renovacion_especial',
            'suspension_aporte_20', 'suspension_aporte_27', 'suspension_clases', 'clasificacion'
        )
    group by
        a.stream, a.known_from, a.kind, a.rbd, a.sostenedor, a.convenio, a.retained_share,
        a.paid_share, a.classification, a.from_month, a.issued_on, a.to_month
    having not coalesce(bool_or(s.step = 'annulled' or s.outcome = 'acogida'), false)
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
        from {attendance_at} as a
        where a.rbd = school.rbd
    ) as attendance,
    (
        select jsonb_agg(jsonb_build_object(
            'number', number, 'from_date', from_date, 'last_day', last_day,
            'classification', classification
        ) order by number)
        from span
        where rbd = school.rbd
    ) as convenios,
    (
        select jsonb_agg(jsonb_build_array(year, classification, gratuitous))
        from {pupil_year_at} as p
        where p.rbd = school.rbd
    ) as years,
    (
        -- A year of which some grade's are not told says nothing of the others.
        select jsonb_object_agg(year, grades)
        from (
            select year, jsonb_object_agg(grade, prioritarios) as grades
            from {grade_count_at} as g
            where g.rbd = school.rbd
            group by year
            having bool_and(prioritarios is not null)
        ) as counted
    ) as prioritarios,
    (
        -- One about all schools of a sostenedor touches those that it held under a convenio then.
        select jsonb_agg(jsonb_build_object(
            'kind', kind, 'from_month', from_month, 'to_month', to_month, 'convenio', convenio,
            'retained_share', retained_share::text, 'paid_share', paid_share::text,
            'classification', classification
        ) order by from_month, kind)
        from ordered
        where ordered.rbd = school.rbd
            or ordered.rbd is null
            and ordered.sostenedor = (
                select c.sostenedor
                from {convenio_at} as c
                where c.rbd = school.rbd
                    and to_char(c.from_date, 'YYYY-MM') <= ordered.from_month
                order by c.from_date desc, c.known_from desc
                limit 1
            )
    ) as ordered,
    (
        select min(occurred_on)
        from {pme_step_at} as p
        where p.rbd = school.rbd
            and step = 'presented'
    ) as plan_presented_on,
    (
        select jsonb_agg(jsonb_build_array(due_on, rendered_on))
        from late
        where late.rbd = school.rbd
            and case when rendered_on is null then pending else rendered_on > due_on end
    ) as late
from school
order by rbd
