-- Payments to advisers. Reads only.
select
    known_from as position, stream, contract, payment, milestone, paid_on, amount, subvencion,
    document_type, document_number
from ate_contract_payment
where known_from <= %(known)s
    and known_to > %(known)s
