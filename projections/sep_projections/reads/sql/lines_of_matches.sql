-- The bank's lines in each match, refused ones included. Whole pesos. Reads only.
select
    bank_match.stream as match, bank_movement.known_from as position, bank_movement.stream,
    bank_movement.sostenedor as sostenedor_rut, bank_movement.bank_account,
    bank_movement.occurred_on, bank_movement.line, bank_movement.text, bank_movement.reference,
    bank_movement.amount, bank_movement.balance
from bank_match
cross join unnest(bank_match.lines) as held (line)
inner join bank_movement on bank_movement.stream = held.line
where bank_match.known_from <= %(known)s
    and bank_match.known_to > %(known)s
    and bank_movement.known_from <= %(known)s
    and bank_movement.known_to > %(known)s
