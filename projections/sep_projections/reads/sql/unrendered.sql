-- Years in which money was paid and for which no rendición had been presented on a day, with what the
-- ministry kept back since it was due. Payments that name no sostenedor are left out. Whole pesos.
-- Reads only.
select
    paid.rbd, paid.year, paid.sostenedor as sostenedor_rut, paid.paid, term.due_on, kept.retained,
    kept.retained_from
from (
    select rbd, year, sostenedor, sum(sep_total)::bigint as paid
    from payment
    where sostenedor is not null
        and sep_total > 0
        and month <= to_char(%(on)s::date, 'YYYY-MM')
        and known_from <= %(known)s
        and known_to > %(known)s
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
    from rendicion_step as step
    where step.rbd = paid.rbd
        and step.year = paid.year
        and step.sostenedor = paid.sostenedor
        and step.subvencion = 'SEP'
        and step.occurred_on <= %(on)s::date
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
) as term
cross join lateral (
    -- Files write what is kept back with a minus.
    select abs(coalesce(sum(amount), 0))::bigint as retained, min(month) as retained_from
    from payment_adjustment
    where payment_adjustment.rbd = paid.rbd
        and payment_adjustment.kind = 'retained'
        and payment_adjustment.month > to_char(term.due_on, 'YYYY-MM')
        and payment_adjustment.month <= to_char(%(on)s::date, 'YYYY-MM')
        and payment_adjustment.known_from <= %(known)s
        and payment_adjustment.known_to > %(known)s
) as kept
where term.presented is not true
