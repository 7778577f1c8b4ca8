-- The need for a contract, who joins it, its start, amendments, end and evaluation. Reads only.
select
    known_from as position, stream, contract, step, occurred_on, amount, terminated, reason,
    sostenedor as sostenedor_rut, rbd, pme_action, deficient
from ate_contract_step
where known_from <= %(known)s
    and known_to > %(known)s
