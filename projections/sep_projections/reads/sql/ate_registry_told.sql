-- From when to when files tell of the registry of advisers: who is not in it on a day between is not
-- listed, and on any other day nobody knows. An adviser who applied by command tells of itself only.
-- Reads only.
select min(told.told_on) as first_on, max(told.told_on) as last_on
from (
    select ate, certified_on as told_on
    from ate_provider
    where known_from <= %(known)s
        and known_to > %(known)s
    union all
    select ate, occurred_on
    from ate_provider_step
    where step in ('suspended', 'removed', 'reinstated')
        and known_from <= %(known)s
        and known_to > %(known)s
) as told
where not exists (
    select from ate_provider_step as own
    where own.ate = told.ate
        and own.step = 'applied'
        and own.known_from <= %(known)s
        and own.known_to > %(known)s
)
