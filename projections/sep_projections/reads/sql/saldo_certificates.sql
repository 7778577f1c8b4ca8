-- Bank certificates of what was left at year end. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, rbd, year, subvencion,
    bank_account, certified_on, amount
from saldo_certificate
where known_from <= %(known)s
    and known_to > %(known)s
