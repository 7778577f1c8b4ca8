-- Lines of bank statements that are in no match. Whole pesos. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, bank_account, sep_only,
    occurred_on, line, text, reference, amount, balance
from bank_movement
where known_from <= %(known)s
    and known_to > %(known)s
    and not exists (
        select from matched_line
        where matched_line.line = bank_movement.stream
            and matched_line.known_from <= %(known)s
            and matched_line.known_to > %(known)s
    )
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
