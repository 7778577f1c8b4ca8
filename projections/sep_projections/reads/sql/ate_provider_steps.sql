-- What happened to an adviser in the registry. Reads only.
select
    known_from as position, stream, ate as ate_rut, step, occurred_on, until, reason, contract,
    deficient, sostenedor as sostenedor_rut, share, description
from ate_provider_step
where known_from <= %(known)s
    and known_to > %(known)s
