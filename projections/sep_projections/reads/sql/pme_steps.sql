-- Steps of plans, as files and decisions brought them: what is written, presented, changed, judged.
-- Reads only.
select
    known_from as position, stream, rbd, cycle, year, step, occurred_on, change, description,
    outcome, text, objective, goal, dimension, action, reason
from pme_step
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(cycle)s::smallint is null or cycle = %(cycle)s)
