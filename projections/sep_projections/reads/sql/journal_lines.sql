-- The postings of entries as books show them, by stream and number: the events of an entity share a
-- stream. Whole pesos, debits positive. Reads only.
select
    booked.stream, booked.number, booked.fund, booked.sostenedor as sostenedor_rut,
    booked.bank_account, {journal_shown}
from posting as booked
cross join (values (0), (1), (2)) as side (place)
where booked.known_from <= %(known)s
    and booked.known_to > %(known)s
    and (
        side.place = 0
        or booked.through is not null
    )
