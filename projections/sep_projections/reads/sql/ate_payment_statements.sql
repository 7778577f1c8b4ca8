-- All that files and commands say of payments to advisers, each as its own stream says it now. Reads
-- only.
select
    known_from as position, stream, contract, payment, milestone, paid_on, amount, subvencion,
    document_type, document_number
from ate_payment_statement
where known_from <= %(known)s
    and known_to > %(known)s
