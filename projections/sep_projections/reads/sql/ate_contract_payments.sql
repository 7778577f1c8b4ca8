-- Payments to advisers, each as it was stated last, and whether a file and a command say otherwise of
-- it: what either leaves out contradicts nothing. Reads only.
select
    paid.known_from as position, paid.stream, paid.contract, paid.payment, paid.milestone,
    paid.paid_on, paid.amount, paid.subvencion, paid.document_type, paid.document_number,
    exists (
        select from ate_payment_statement as other
        where other.contract = paid.contract
            and other.payment = paid.payment
            and other.known_from <= %(known)s
            and other.known_to > %(known)s
            and (
                other.amount <> paid.amount
                or other.paid_on <> paid.paid_on
                or other.subvencion <> paid.subvencion
                or other.milestone <> paid.milestone
                or other.document_type <> paid.document_type
                or other.document_number <> paid.document_number
            )
    ) as stated_otherwise
from ate_contract_payment as paid
where paid.known_from <= %(known)s
    and paid.known_to > %(known)s
