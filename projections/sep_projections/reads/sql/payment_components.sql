-- Components of payments, for the streams they belong to. Reads only.
select stream, component, amount
from payment_component
where known_from <= %(known)s
    and known_to > %(known)s
