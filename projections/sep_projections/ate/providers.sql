-- name: ate_against
-- Whether a removal or a suspension holds against the adviser of `judged` on its day, nothing having
-- reinstated it since. Reads only.
exists (
    select from {ate_provider_step_at} as against
    where against.ate = judged.ate_rut
        and against.occurred_on <= judged.day
        and (
            against.step = 'removed'
            or (against.step = 'suspended' and coalesce(against.until >= judged.day, true))
        )
        and not exists (
            select from {ate_provider_step_at} as again
            where again.ate = against.ate
                and again.step = 'reinstated'
                and again.occurred_on <= judged.day
                and (again.occurred_on, again.known_from)
                    > (against.occurred_on, against.known_from)
        )
)


-- name: ate_certification
-- What the registry says of the adviser of `judged` on its day: it lists it, it does not, or it is not
-- known (Ley 20.248 art 30, DFL 2/1998 art 3 v). Where `registry` tells of that day, an adviser of whom
-- it says nothing is not listed. Reads only.
case
    when not exists (
        select from law
        where law.name = 'adviser_registered'
            and judged.day between law.from_date and law.to_date
    ) then 'no_aplica'
    when {ate_certified_on} then 'cumple'
    when {ate_listed_until} then 'no_cumple'
    when judged.day between registry.first_on and registry.last_on then 'no_cumple'
    else 'sin_datos'
end


-- name: ate_certified_on
-- Whether the registry lists the adviser of `judged` on its day: a certificate covers it, and no
-- removal or suspension takes that away. Reads only.
exists (
    select from {ate_provider_at} as certificate
    where certificate.ate = judged.ate_rut
        and certificate.certified_on <= judged.day
        and coalesce(certificate.valid_until >= judged.day, true)
)
and not {ate_against}


-- name: ate_listed_until
-- Whether it is known that the entry of the adviser of `judged` does not hold on its day: it was removed,
-- suspended, or its certificate ran out in the same year. Of a certificate that ran out before, only a
-- later registry tells that it was not renewed. Reads only.
exists (
    select from {ate_provider_at} as entry
    where entry.ate = judged.ate_rut
        and entry.certified_on <= judged.day
        and entry.valid_until + 1 >= date_trunc('year', judged.day)
)
or {ate_against}


-- name: ate_registry_told
-- From when to when files tell of the registry of advisers: who is not in it on a day between is not
-- listed, and on any other day nobody knows. An adviser who applied by command tells of itself only.
-- Reads only.
select min(told.told_on) as first_on, max(told.told_on) as last_on
from (
    select ate, certified_on as told_on
    from {ate_provider_at} as ate_provider
    union all
    select ate, occurred_on
    from {ate_provider_step_at} as ate_provider_step
    where step in ('suspended', 'removed', 'reinstated')
) as told
where not exists (
    select from {ate_provider_step_at} as own
    where own.ate = told.ate
        and own.step = 'applied'
)
