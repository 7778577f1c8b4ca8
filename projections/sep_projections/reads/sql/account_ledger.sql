-- The ledger of one account (libro mayor): its postings in order, each with the balance after it,
-- whatever page it stands on. Whole pesos, debits positive. Reads only.
select running.*, entry.event, entry.description
from (
    select
        *, number as position,
        sum(amount) over (order by effective, number, line)::bigint as balance
    from (
{journal_books}
    ) as found
) as running
join entry
    on entry.stream = running.stream
    and entry.number = running.number
    and entry.known_from <= %(known)s
    and entry.known_to > %(known)s
where %(shown_from)s::date is null
    or running.effective >= %(shown_from)s
