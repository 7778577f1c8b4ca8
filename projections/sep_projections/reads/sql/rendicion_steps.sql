-- Steps of rendiciones, each with whether it came after the due date or after the closing. Reads
-- only.
with step as (
    select
        *,
        min(known_from) filter (where step = 'closed') over rendicion as closed_at,
        coalesce(
            max(until) filter (where step = 'extended') over rendicion, make_date(year + 1, 3, 31)
        ) as due_on
    from rendicion_step
    where known_from <= %(known)s
        and known_to > %(known)s
    window rendicion as (partition by sostenedor, rbd, year, subvencion)
)
select
    known_from as position, stream, sostenedor as sostenedor_rut, rbd, year, subvencion, step,
    occurred_on, until, signatory, payroll, opening, income, spending, balance, certified,
    document, account, reason, correction, amount, before, to_account, to_subvencion, to_rbd,
    accepted, rejected, pending, why_different, known_at,
    occurred_on > due_on as after_due,
    coalesce(known_from > closed_at, false) as after_closing
from step
