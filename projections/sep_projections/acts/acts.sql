-- name: elevated_applications
-- Applications that went to the Subsecretario, and what was answered. Reads only.
with latest as (
    select distinct on (rbd, year, step) *
    from {application_step_at} as application_step
    where (%(rbd)s::integer is null or rbd = %(rbd)s)
    order by rbd, year, step, known_from desc
)
select
    elevated.known_from as position, elevated.stream, elevated.rbd, elevated.year,
    elevated.sostenedor as sostenedor_rut, elevated.occurred_on as elevated_on,
    resolved.occurred_on as resolved_on, resolved.accepted, resolved.classification
from latest as elevated
left join latest as resolved
    on resolved.rbd = elevated.rbd
    and resolved.year = elevated.year
    and resolved.step = 'resolved'
where elevated.step = 'elevated'
    and (%(sostenedor)s::text is null or elevated.sostenedor = %(sostenedor)s)
    and (%(year)s::smallint is null or elevated.year = %(year)s)


-- name: improvements
-- Improvements paid with a credit, the consultation of the Consejo Escolar, and the UTM of the month
-- in which the credit was taken up, or in which it was planned while it is not; null where that UTM
-- is not known. Whole pesos. Reads only.
with latest as (
    select distinct on (rbd, number, step) *
    from {improvement_step_at} as improvement_step
    where (%(rbd)s::integer is null or rbd = %(rbd)s)
    order by rbd, number, step, known_from desc
)
select
    planned.known_from as position, planned.stream, planned.rbd, planned.number,
    planned.sostenedor as sostenedor_rut, planned.description, planned.occurred_on as planned_on,
    planned.amount as planned, consulted.occurred_on as consulted_on, consulted.in_writing,
    financed.occurred_on as financed_on, financed.amount as financed, utm.clp_per_utm
from latest as planned
left join latest as consulted
    on consulted.rbd = planned.rbd
    and consulted.number = planned.number
    and consulted.step = 'consejo_consulted'
left join latest as financed
    on financed.rbd = planned.rbd
    and financed.number = planned.number
    and financed.step = 'financed'
left join {utm_value_at} as utm
    on utm.month = to_char(coalesce(financed.occurred_on, planned.occurred_on), 'YYYY-MM')
where planned.step = 'planned'
    and (%(sostenedor)s::text is null or planned.sostenedor = %(sostenedor)s)


-- name: rendered_since
-- Of retentions for want of a rendición that nobody has lifted: when the last of the years that lacked
-- it on the day of the resolution was rendered, null while one still lacks. A retention answers for the
-- convenio in force (Ley 20.248 art 7 a): its years are looked at, and where the payments of one of
-- them, or the convenio of one of the schools, is not known, nothing is said. Built into a statement
-- with the relations `number_of_law` and `gathered`. Reads only.
with standing as (
    select act.stream, act.known_from, act.sostenedor, act.rbd, act.issued_on
    from {act_at} as act
    left join gathered using (authority, year, number, subject)
    where act.kind = 'retencion_rendicion'
        and gathered.lifted_on is null
        and gathered.annulled_on is null
        and gathered.challenge_outcome is distinct from 'acogida'
),
answering as (
    select standing.*, school.rbd as school, agreed.start_year
    from standing
    cross join lateral (
        select distinct payment.rbd
        from {payment_at} as payment
        where payment.sostenedor = standing.sostenedor
            and (standing.rbd is null or payment.rbd = standing.rbd)
            and payment.month <= to_char(standing.issued_on, 'YYYY-MM')
    ) as school
    cross join lateral (
        select extract(year from max(convenio.from_date))::integer as start_year
        from {convenio_at} as convenio
        where convenio.rbd = school.rbd
            and convenio.from_date <= standing.issued_on
    ) as agreed
),
answered as (
    select
        answering.stream, answering.known_from, answering.issued_on, answering.start_year,
        paid.known as payments_known, paid.theirs, term.due_on, term.presented_on
    from answering
    left join lateral generate_series(
        start_year, extract(year from issued_on)::integer - 1
    ) as of_convenio (year) on true
    cross join lateral (
        select count(*) > 0 as known, coalesce(bool_or(sostenedor = answering.sostenedor), false) as theirs
        from {payment_at} as payment
        where payment.rbd = answering.school
            and payment.month between of_convenio.year || '-01' and of_convenio.year || '-12'
            and payment.sep_total > 0
    ) as paid
    left join number_of_law as deadline
        on deadline.name = 'rendicion_deadline'
        and make_date(of_convenio.year, 12, 31) between deadline.from_date and deadline.to_date
    cross join lateral (
        select
            coalesce(
                max(until) filter (where step = 'extended'),
                (of_convenio.year + 1 || '-' || deadline.value)::date
            ) as due_on,
            min(occurred_on) filter (where step = 'presented') as presented_on
        from {rendicion_step_at} as step
        where step.rbd = answering.school
            and step.year = of_convenio.year
            and step.sostenedor = answering.sostenedor
            and step.subvencion = 'SEP'
    ) as term
),
lacked as (
    select
        *,
        theirs and due_on < issued_on and coalesce(presented_on >= issued_on, true) as lacking
    from answered
)
select
    stream, known_from,
    case
        when every(start_year is not null and payments_known)
            and every(presented_on is not null or not lacking)
            then max(presented_on) filter (where lacking)
    end as rendered_on
from lacked
group by stream, known_from


-- name: resolutions
-- Resolutions of authorities as issued, and where their later steps have brought them: void, or
-- holding from a day until another (null while it goes on); of retentions that nobody lifted, when
-- what they waited for was rendered. Shares are of 1, amounts whole pesos.
-- Reads only.
with number_of_law as (
{legal_number}
),
latest as (
    select distinct on (authority, year, number, subject, step)
        authority, year, number, subject, step, occurred_on, outcome
    from {act_step_at} as act_step
    order by authority, year, number, subject, step, known_from desc
),
gathered as (
    select
        authority, year, number, subject,
        max(occurred_on) filter (where step = 'notified') as notified_on,
        max(occurred_on) filter (where step = 'challenged') as challenged_on,
        max(occurred_on) filter (where step = 'challenge_resolved') as challenge_resolved_on,
        max(outcome) filter (where step = 'challenge_resolved') as challenge_outcome,
        max(occurred_on) filter (where step = 'lifted') as lifted_on,
        max(occurred_on) filter (where step = 'annulled') as annulled_on
    from latest
    group by authority, year, number, subject
),
told as (
    select
        known_from as position, stream, authority, year, number, subject, act.kind,
        act.issued_on, act.sostenedor as sostenedor_rut, act.rbd, act.convenio, act.from_month,
        act.to_month, act.retained_share, act.paid_share, act.amount, act.classification,
        act.requested_on, act.ground_notified_on, act.text, gathered.notified_on,
        gathered.challenged_on, gathered.challenge_resolved_on, gathered.challenge_outcome,
        gathered.lifted_on, gathered.annulled_on, rendered.rendered_on,
        gathered.annulled_on is not null
            or coalesce(gathered.challenge_outcome = 'acogida', false) as void,
        coalesce((act.from_month || '-01')::date, act.issued_on) as holds_from,
        least(
            ((act.to_month || '-01')::date + interval '1 month' - interval '1 day')::date,
            gathered.lifted_on,
            (
                select act.issued_on + term.whole
                from number_of_law as term
                where act.kind = 'retencion_precautoria'
                    and term.name = 'precautionary_retention'
                    and act.issued_on between term.from_date and term.to_date
            ),
            (
                select (gathered.notified_on + make_interval(months => term.whole))::date
                from number_of_law as term
                where act.kind = 'apercibimiento_pme'
                    and term.name = 'plan_after_warning'
                    and gathered.notified_on between term.from_date and term.to_date
            )
        ) as holds_until
    from act
    left join gathered using (authority, year, number, subject)
    left join (
{rendered_since}
    ) as rendered using (stream, known_from)
    where known_from <= %(known)s
        and known_to > %(known)s
)
select *
from told
where (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(kind)s::text is null or kind = %(kind)s)
    and (%(convenio)s::integer is null or convenio = %(convenio)s)
    and (%(void)s::boolean is null or void = %(void)s)
    and (
        %(in_force_on)s::date is null
        or (
            not void
            and holds_from <= %(in_force_on)s
            and coalesce(holds_until, 'infinity') >= %(in_force_on)s
        )
    )


-- name: resolutions_by_school
-- Resolutions by the school that they touch: its own, and those about all schools of the sostenedor
-- that held it in the register's last edition up to the year of the resolution, or in its first
-- where the register begins later. Reads only.
with resolution as (
{resolutions}
),
held as (
    select rbd, year, sostenedor
    from {school_year_at} as school_year
    where sostenedor in (select sostenedor_rut from resolution where rbd is null)
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
),
edition as (
    select
        resolution.year as of_year,
        coalesce(
            max(edition.year) filter (where edition.year <= resolution.year), min(edition.year)
        ) as year
    from (select distinct year from resolution where rbd is null) as resolution
    cross join (
        select distinct year
        from {school_year_at} as school_year
    ) as edition
    group by resolution.year
),
touched as (
    select * from resolution where rbd is not null
    union all
    select
        position, stream, authority, resolution.year, number, subject, kind, issued_on,
        sostenedor_rut, held.rbd, convenio, from_month, to_month, retained_share, paid_share,
        amount, classification, requested_on, ground_notified_on, text, notified_on, challenged_on,
        challenge_resolved_on, challenge_outcome, lifted_on, annulled_on, rendered_on, void,
        holds_from, holds_until
    from resolution
    inner join edition on edition.of_year = resolution.year
    inner join held on held.sostenedor = resolution.sostenedor_rut and held.year = edition.year
    where resolution.rbd is null
)
select *
from touched
where %(rbd)s::integer is null or rbd = %(rbd)s


-- name: utm_values
-- The UTM by month. Whole pesos. Reads only.
select known_from as position, stream, month, clp_per_utm
from {utm_value_at} as utm_value
where (%(from_month)s::text is null or month >= %(from_month)s)
    and (%(to_month)s::text is null or month <= %(to_month)s)
