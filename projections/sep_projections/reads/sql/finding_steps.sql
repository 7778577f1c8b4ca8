-- The steps of audit findings. Reads only.
select
    known_from as position, stream, finding, step, occurred_on, text, evidence, authority, outcome
from finding_step
where known_from <= %(known)s
    and known_to > %(known)s
