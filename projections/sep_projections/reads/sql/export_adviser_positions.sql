-- Where in the log the results, contracts and payments of advised schools stand. Reads only.
{export_score_positions}
union
select known_from
from ate_contract
where known_from <= %(known)s
    and known_to > %(known)s
union
select known_from
from ate_contract_step
where known_from <= %(known)s
    and known_to > %(known)s
union
select known_from
from ate_contract_payment
where known_from <= %(known)s
    and known_to > %(known)s
