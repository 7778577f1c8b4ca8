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
    from {pme_action_at} as pme_action
    where (%(year)s::smallint is null or year = %(year)s)
        and (
            %(name_contains)s::text is null
            or position(upper(%(name_contains)s) in upper(name)) > 0
        )
    order by rbd, year, action, cycle, known_from desc
) as action
left join lateral (
    select level
    from {pme_action_execution_at} as execution
    where execution.rbd = action.rbd
        and execution.cycle = action.cycle
        and execution.year = action.year
        and execution.action = action.action
    order by occurred_on desc, known_from desc
    limit 1
) as executed on true
where not exists (
    select from {pme_step_at} as dropped
    where dropped.rbd = action.rbd
        and dropped.cycle = action.cycle
        and dropped.year = action.year
        and dropped.action = action.action
        and dropped.step = 'action_dropped'
        and dropped.known_from > action.known_from
)
and (
    %(without_expense)s::boolean is null
    or %(without_expense)s = not exists (
        select from {expenditure_at} as expenditure
        where expenditure.rbd = action.rbd
            and expenditure.pme_action = action.year || '/' || lower(action.action)
    )
    -- Nothing was charged to it only where something of the year was declared.
    and (
        not %(without_expense)s or exists (
            select from {expenditure_at} as expenditure
            where expenditure.rbd = action.rbd
                and expenditure.year = action.year
                and expenditure.subvencion = 'SEP'
        )
    )
)
