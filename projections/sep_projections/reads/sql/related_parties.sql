-- Declared relations of sostenedores. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, related, relation, since, until,
    capital_share
from related_party
where known_from <= %(known)s
    and known_to > %(known)s
