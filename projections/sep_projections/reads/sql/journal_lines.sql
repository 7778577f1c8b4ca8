-- The postings of entries, for the streams they belong to. Whole pesos, debits positive. Reads only.
select stream, line, account, fund, amount
from posting
where known_from <= %(known)s
    and known_to > %(known)s
