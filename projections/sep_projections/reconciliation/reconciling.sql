-- name: refused_pairings
-- What persons have said does not belong together. Reads only.
select sostenedor as sostenedor_rut, lines, entries
from {bank_match_at} as bank_match
where standing = 'refused'
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
