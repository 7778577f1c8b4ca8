-- What the log said of a rendición when it was first known to be handed in, beside what it says
-- now: declared documents and account lines. Reads only.
with filed as (
    select
        sostenedor as sostenedor_rut, rbd, year, subvencion, min(known_from) as position,
        min(occurred_on) as filed_on
    from rendicion_step
    where step = 'presented'
        and known_from <= %(known)s
        and known_to > %(known)s
    group by sostenedor, rbd, year, subvencion
)
select filed.*, document.*, line.*
from filed
cross join lateral (
    select
        coalesce(
            sum(declared) filter (where known_from <= position and known_to > position), 0
        )::bigint as declared_then,
        coalesce(
            sum(declared) filter (where known_from <= %(known)s and known_to > %(known)s), 0
        )::bigint as declared_now
    from expenditure
    where expenditure.rbd = filed.rbd
        and expenditure.year = filed.year
        and expenditure.subvencion = filed.subvencion
        and sostenedor = sostenedor_rut
) as document
cross join lateral (
    select
        coalesce(sum(amount) filter (where income and then_known), 0)::bigint as income_then,
        coalesce(sum(amount) filter (where income and now_known), 0)::bigint as income_now,
        coalesce(sum(amount) filter (where not income and then_known), 0)::bigint as spending_then,
        coalesce(sum(amount) filter (where not income and now_known), 0)::bigint as spending_now
    from (
        select
            amount,
            kind = 'ingreso' as income,
            known_from <= position and known_to > position as then_known,
            known_from <= %(known)s and known_to > %(known)s as now_known
        from account_line
        where account_line.rbd = filed.rbd
            and account_line.year = filed.year
            and account_line.subvencion = filed.subvencion
            and account <> '500001'
    ) as told
) as line
