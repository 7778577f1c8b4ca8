-- What happened to an adviser in the registry; who judged it, and whether the contract that users
-- judged is known to be with it. Reads only.
select
    known_from as position, stream, ate as ate_rut, step, occurred_on, until, reason, contract,
    deficient, sostenedor as sostenedor_rut, share, description, process, resolution,
    case step
        when 'evaluated' then 'user'
        when 'certification_evaluated' then 'ministry'
    end as evaluator,
    case when step = 'evaluated' then
        exists (
            select from ate_contract as signed
            where signed.contract = ate_provider_step.contract
                and signed.ate = ate_provider_step.ate
                and signed.known_from <= %(known)s
                and signed.known_to > %(known)s
        )
    end as contract_known
from ate_provider_step
where known_from <= %(known)s
    and known_to > %(known)s
