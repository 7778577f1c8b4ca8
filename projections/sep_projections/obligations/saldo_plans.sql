-- name: saldo_plans_untold
-- Of which convenios it cannot be told that no plan for their balance was presented in time: no file
-- would show it. The silence is that on which `due` rests for the same plan. Reads only.
with number_of_law as (
{legal_number}
),
accusation as (
    select
        'plan_saldo' as kind, agreed.rbd, agreed.rbd || '/' || agreed.number as subject,
        agreed.sostenedor_rut, last.day + 1 as since, null::smallint as year, null::text as contract,
        agreed.number
    from (
{convenios}
    ) as agreed
    inner join number_of_law as last on last.name = 'saldo_plan_presentation'
    where last.day < %(on)s::date
)
select accusation.rbd, accusation.number, unknown.lacking
from accusation
inner join (
{lacking}
) as unknown
    on unknown.rbd = accusation.rbd
    and unknown.subject = accusation.subject
