-- Of retentions for want of a rendición that nobody has lifted: when the last of the years that lacked
-- it on the day of the resolution was rendered, null while one still lacks. A retention answers for the
-- convenio in force (Ley 20.248 art 7 a): its years are looked at, and where the payments of one of
-- them, or the convenio of one of the schools, is not known, nothing is said. Built into a statement
-- with the relations `number_of_law` and `gathered`. Reads only.
with standing as (
    select act.stream, act.known_from, act.sostenedor, act.rbd, act.issued_on
    from act
    left join gathered using (authority, year, number, subject)
    where act.kind = 'retencion_rendicion'
        and act.known_from <= %(known)s
        and act.known_to > %(known)s
        and gathered.lifted_on is null
        and gathered.annulled_on is null
        and gathered.challenge_outcome is distinct from 'acogida'
),
answering as (
    select standing.*, school.rbd as school, agreed.start_year
    from standing
    cross join lateral (
        select distinct payment.rbd
        from payment
        where payment.sostenedor = standing.sostenedor
            and (standing.rbd is null or payment.rbd = standing.rbd)
            and payment.month <= to_char(standing.issued_on, 'YYYY-MM')
            and payment.known_from <= %(known)s
            and payment.known_to > %(known)s
    ) as school
    cross join lateral (
        select extract(year from max(convenio.from_date))::integer as start_year
        from convenio
        where convenio.rbd = school.rbd
            and convenio.from_date <= standing.issued_on
            and convenio.known_from <= %(known)s
            and convenio.known_to > %(known)s
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
        from payment
        where payment.rbd = answering.school
            and payment.month between of_convenio.year || '-01' and of_convenio.year || '-12'
            and payment.sep_total > 0
            and payment.known_from <= %(known)s
            and payment.known_to > %(known)s
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
        from rendicion_step as step
        where step.rbd = answering.school
            and step.year = of_convenio.year
            and step.sostenedor = answering.sostenedor
            and step.subvencion = 'SEP'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
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
