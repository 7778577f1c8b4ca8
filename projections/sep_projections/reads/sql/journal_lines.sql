-- The postings of entries, by stream and number: the events of an entity share a stream. Whole pesos,
-- debits positive. Reads only.
select stream, number, line, account, fund, rbd, sostenedor as sostenedor_rut, amount
from posting
where known_from <= %(known)s
    and known_to > %(known)s
