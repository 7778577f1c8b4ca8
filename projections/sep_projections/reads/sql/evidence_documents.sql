-- Documents that decisions point to, each as the first such event calls it. Reads only.
select distinct on (sha256)
    sha256, size::integer as size, media_type, title, kind, known_from as position
from evidence_document
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(sha256)s::text is null or sha256 = %(sha256)s)
    and (%(kind)s::text is null or kind = %(kind)s)
order by sha256, known_from
