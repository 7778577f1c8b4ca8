-- Changes between consecutive entries of the register, without those that a later file took back.
-- Reads only.
select
    known_from as position, stream, rbd, kind, previous_year, year, occurred_on, fields,
    previous_status, previous_sostenedor, sostenedor as sostenedor_rut
from school_transition
where known_from <= %(known)s
    and known_to > %(known)s
