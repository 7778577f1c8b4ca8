-- Which events point to a document. Reads only.
select sha256, known_from as position
from evidence_document
where known_from <= %(known)s
    and known_to > %(known)s
