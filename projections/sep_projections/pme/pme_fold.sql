-- Folds planned actions, their execution and the steps of each plan.
insert into pme_action (
    stream, known_from, known_to, rbd, cycle, year, action, name, dimension, subdimension,
    presented_on, starts_on, ends_on, sep_budget, total_budget, needs_ate, justifies_staff
)
select
    stream, known_from, known_to,
    e.rbd, e.cycle, e.year, e.action, e.name, e.dimension, e.subdimension,
    e.occurred_on as presented_on, e.starts_on, e.ends_on, e.sep_budget, e.total_budget,
    e.needs_ate, e.justifies_staff
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, cycle smallint, year smallint, action text, name text, dimension text,
    subdimension text, occurred_on date, starts_on date, ends_on date, sep_budget bigint,
    total_budget bigint, needs_ate boolean, justifies_staff boolean
)
where event = 'pme.action_planned';

insert into pme_action_execution (
    stream, known_from, known_to, rbd, cycle, year, action, occurred_on, level
)
select stream, known_from, known_to, e.rbd, e.cycle, e.year, e.action, e.occurred_on, e.level
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, cycle smallint, year smallint, action text, occurred_on date, level smallint
)
where event = 'pme.action_executed';

insert into pme_step (
    stream, known_from, known_to, rbd, cycle, year, step, occurred_on, change, description, outcome,
    text, objective, goal, dimension, action, reason
)
select
    stream, known_from, known_to,
    e.rbd, e.cycle, e.year, substring(event from '[^.]+$') as step, e.occurred_on, e.change,
    e.description, e.outcome, e.text, e.objective, e.goal, e.dimension, e.action, e.reason
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, cycle smallint, year smallint, occurred_on date, change integer,
    description text, outcome text, text text, objective text, goal text, dimension text,
    action text, reason text
)
where event like 'pme.%' and event not in ('pme.action_planned', 'pme.action_executed');
