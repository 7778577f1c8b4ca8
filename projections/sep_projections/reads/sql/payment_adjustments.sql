-- What was settled again, retained or discounted, by school and month. Reads only.
select known_from as position, stream, rbd, month, kind, reason, amount
from payment_adjustment
where known_from <= %(known)s
    and known_to > %(known)s
