-- Amounts moved to another account, fund or school, with the observation that each answers. Reads
-- only.
select
    moved.known_from as position, moved.stream, moved.sostenedor as sostenedor_rut, moved.rbd,
    moved.year, moved.subvencion, moved.occurred_on, moved.document, moved.amount, moved.before,
    moved.account as from_account,
    coalesce(moved.to_account, moved.account) as to_account,
    coalesce(moved.to_subvencion, moved.subvencion) as to_subvencion,
    coalesce(moved.to_rbd, moved.rbd) as to_rbd,
    moved.reason,
    observed.occurred_on as observed_on,
    observed.amount as observed,
    observed.reason as observation
from rendicion_step as moved
left join lateral (
    select occurred_on, amount, reason
    from rendicion_step as earlier
    where earlier.step = 'allocation_observed'
        and earlier.rbd = moved.rbd
        and earlier.year = moved.year
        and earlier.subvencion = moved.subvencion
        and earlier.sostenedor = moved.sostenedor
        and earlier.document = moved.document
        and earlier.known_from < moved.known_from
        and earlier.known_to > %(known)s
    order by earlier.known_from desc
    limit 1
) as observed on true
where moved.correction = 'reimputar'
    and moved.known_from <= %(known)s
    and moved.known_to > %(known)s
