-- name: not_rendering
-- Sostenedores who had not rendered a year that was due on a day: of how many schools, what they were
-- paid, what the ministry has kept back since; and whether that is certain, or no file tells. Whole
-- pesos. Reads only.
with found as (
    select * from (
{unrendered}
    ) as year_of_school
    where due_on < %(on)s::date
        and (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
        and (%(year)s::smallint is null or year = %(year)s)
),
accusation as (
    select
        'rendicion_no_presentada' as kind, rbd, rbd || '/' || year || '/' || sostenedor_rut
            as subject, sostenedor_rut, due_on + 1 as since, year, null::text as contract,
        null::integer as number
    from found
),
judged as (
    select
        found.*, coalesce(lacking, array[]::text[]) as lacking,
        case when lacking is null then 'no_cumple' else 'sin_datos' end as verdict
    from found
    left join (
{lacking}
    ) as unknown
        on unknown.rbd = found.rbd
        and unknown.subject = found.rbd || '/' || found.year || '/' || found.sostenedor_rut
)
select
    sostenedor_rut, year, verdict, min(lacking) as lacking, count(*)::integer as schools,
    array_agg(rbd order by rbd) as rbds, min(due_on) as due_on,
    %(on)s::date - min(due_on) as days_late, sum(paid)::bigint as paid,
    sum(retained)::bigint as retained, min(retained_from) as retained_from, %(on)s::date as asked_on
from judged
where %(verdict)s::text is null or verdict = %(verdict)s
group by sostenedor_rut, year, verdict
having %(retained)s::boolean is null or (sum(retained) > 0) = %(retained)s


-- name: unrendered
-- Years in which money was paid and for which no rendición had been presented on a day, with what the
-- ministry kept back since it was due. Payments that name no sostenedor are left out. Whole pesos.
-- Reads only.
select
    paid.rbd, paid.year, paid.sostenedor as sostenedor_rut, paid.paid, term.due_on, kept.retained,
    kept.retained_from
from (
    select rbd, year, sostenedor, sum(sep_total)::bigint as paid
    from {payment_at} as payment
    where sostenedor is not null
        and sep_total > 0
        and month <= to_char(%(on)s::date, 'YYYY-MM')
    group by rbd, year, sostenedor
) as paid
inner join ({legal_number}) as deadline
    on deadline.name = 'rendicion_deadline'
    and make_date(paid.year, 12, 31) between deadline.from_date and deadline.to_date
cross join lateral (
    select
        coalesce(
            max(until) filter (where step = 'extended'),
            (paid.year + 1 || '-' || deadline.value)::date
        ) as due_on,
        bool_or(step = 'presented') as presented
    from {rendicion_step_at} as step
    where step.rbd = paid.rbd
        and step.year = paid.year
        and step.sostenedor = paid.sostenedor
        and step.subvencion = 'SEP'
        and step.occurred_on <= %(on)s::date
) as term
cross join lateral (
    -- Files write what is kept back with a minus.
    select abs(coalesce(sum(amount), 0))::bigint as retained, min(month) as retained_from
    from {payment_adjustment_at} as payment_adjustment
    where payment_adjustment.rbd = paid.rbd
        and payment_adjustment.kind = 'retained'
        and payment_adjustment.month > to_char(term.due_on, 'YYYY-MM')
        and payment_adjustment.month <= to_char(%(on)s::date, 'YYYY-MM')
) as kept
where term.presented is not true
