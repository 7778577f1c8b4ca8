-- The postings of entries, by the entry's number. Whole pesos, debits positive. Reads only.
select number, line, account, fund, rbd, sostenedor as sostenedor_rut, amount
from posting
where known_from <= %(known)s
    and known_to > %(known)s
