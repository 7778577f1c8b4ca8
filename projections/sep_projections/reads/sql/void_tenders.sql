-- Tenders that were declared void by a day. Reads only.
select tender
from ate_tender_step
where step = 'declared_void'
    and occurred_on <= %(on)s::date
    and known_from <= %(known)s
    and known_to > %(known)s
