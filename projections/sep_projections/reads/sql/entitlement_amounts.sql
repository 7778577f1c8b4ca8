-- The pesos of each article in a month. Reads only.
select stream, article, amount
from entitlement_amount
where known_from <= %(known)s
    and known_to > %(known)s
