-- Amendments and ends of contracts. Reads only.
select known_from as position, stream, contract, step, occurred_on, amount, terminated, reason
from ate_contract_step
where known_from <= %(known)s
    and known_to > %(known)s
