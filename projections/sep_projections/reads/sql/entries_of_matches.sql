-- The book entries in each match, refused ones included. Whole pesos. Reads only.
with booked as not materialized (
{book_entries}
)
select
    bank_match.stream as match, booked.entry, booked.kind, booked.sostenedor_rut, booked.day,
    booked.last_day, booked.amount, booked.document, booked.payee, booked.rbds, booked.positions
from bank_match
cross join unnest(bank_match.entries) as held (entry)
inner join booked
    on booked.entry = held.entry
    and booked.sostenedor_rut = bank_match.sostenedor
where bank_match.known_from <= %(known)s
    and bank_match.known_to > %(known)s
