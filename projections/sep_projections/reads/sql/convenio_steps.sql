-- Steps of convenios after, or before, their signing. Reads only.
select
    known_from as position, stream, rbd, number, step, occurred_on, until,
    sostenedor as sostenedor_rut, reason, restored, saldo, deadline, executed, infrastructure
from convenio_step
where known_from <= %(known)s
    and known_to > %(known)s
