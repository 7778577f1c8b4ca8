-- Terms, bids and their points, of tenders, and those declared void. Reads only.
select
    known_from as position, stream, tender, step, occurred_on, procedure, ate as ate_rut, amount,
    points, reason
from ate_tender_step
where known_from <= %(known)s
    and known_to > %(known)s
