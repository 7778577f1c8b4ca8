-- name: pme_actions
-- Planned actions, each as last presented, with the execution that was last reported for it; those
-- that a later presentation dropped are left out. In the order of RBD, year and action without a sort
-- of all: by the index, and no common table before it. Reads only.
select
    action.known_from as position, action.stream, action.rbd, action.cycle, action.year,
    action.action, action.name, action.dimension, action.subdimension, action.presented_on,
    action.starts_on, action.ends_on, action.sep_budget, action.total_budget, action.needs_ate,
    action.justifies_staff, executed.level
from (
    select distinct on (rbd, year, action, cycle) *
    from pme_action
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(year)s::smallint is null or year = %(year)s)
        and (
            %(name_contains)s::text is null
            or position(upper(%(name_contains)s) in upper(name)) > 0
        )
    order by rbd, year, action, cycle, known_from desc
) as action
left join lateral (
    select level
    from pme_action_execution as execution
    where execution.rbd = action.rbd
        and execution.cycle = action.cycle
        and execution.year = action.year
        and execution.action = action.action
        and execution.known_from <= %(known)s
        and execution.known_to > %(known)s
    order by occurred_on desc, known_from desc
    limit 1
) as executed on true
where not exists (
    select from pme_step as dropped
    where dropped.rbd = action.rbd
        and dropped.cycle = action.cycle
        and dropped.year = action.year
        and dropped.action = action.action
        and dropped.step = 'action_dropped'
        and dropped.known_from > action.known_from
        and dropped.known_from <= %(known)s
        and dropped.known_to > %(known)s
)
and (
    %(without_expense)s::boolean is null
    or %(without_expense)s = not exists (
        select from expenditure
        where expenditure.rbd = action.rbd
            and expenditure.pme_action = action.year || '/' || lower(action.action)
            and expenditure.known_from <= %(known)s
            and expenditure.known_to > %(known)s
    )
    -- Nothing was charged to it only where something of the year was declared.
    and (
        not %(without_expense)s or exists (
            select from expenditure
            where expenditure.rbd = action.rbd
                and expenditure.year = action.year
                and expenditure.subvencion = 'SEP'
                and expenditure.known_from <= %(known)s
                and expenditure.known_to > %(known)s
        )
    )
)


-- name: pme_steps
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
