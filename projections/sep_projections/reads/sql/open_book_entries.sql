-- What the books expect at the bank and no match holds. Whole pesos. Reads only.
with booked as not materialized (
{book_entries}
)
select
    entry, kind, sostenedor_rut, day, last_day, amount, document, payee, rbds, positions
from booked
where not exists (
    select from matched_entry
    where matched_entry.entry = booked.entry
        and matched_entry.known_from <= %(known)s
        and matched_entry.known_to > %(known)s
)
    and (%(sostenedor)s::text is null or booked.sostenedor_rut = %(sostenedor)s)
