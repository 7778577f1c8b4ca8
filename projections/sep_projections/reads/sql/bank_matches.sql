-- Matches of bank lines with book entries, each as it stands. Whole pesos. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, bank_account, month, standing,
    occurred_on, bank_amount, book_amount, bank_amount - book_amount as difference, confidence,
    reasons, refusal
from bank_match
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    and (%(bank_account)s::text is null or bank_account = %(bank_account)s)
    and (%(month)s::text is null or month = %(month)s)
    and (%(standing)s::text is null or standing = %(standing)s)
