-- Steps of rendiciones. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, rbd, year, subvencion, step,
    occurred_on, until, document, reason, correction, amount, accepted, rejected
from rendicion_step
where known_from <= %(known)s
    and known_to > %(known)s
