-- From when on sostenedores ask for two persons, and from when no longer. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, required, from_date,
    occurred_on as decided_on, reason
from two_persons
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
