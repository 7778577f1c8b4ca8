-- Lines of bank statements, in the order in which they were recorded. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, bank_account, occurred_on, line,
    text, reference, amount, balance
from bank_movement
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(from_date)s::date is null or occurred_on >= %(from_date)s)
    and (%(to_date)s::date is null or occurred_on <= %(to_date)s)
