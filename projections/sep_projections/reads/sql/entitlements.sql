-- What the law gives each school and month, in whole pesos. Reads only.
select
    known_from as position, stream, rbd, month, rule, due, retained, total, scaled,
    exposed_retained, priority_share, confidence, provisional, lacks
from entitlement
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(from_month)s::text is null or month >= %(from_month)s)
    and (%(to_month)s::text is null or month <= %(to_month)s)
