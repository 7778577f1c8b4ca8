-- name: idle_actions
-- The execution of planned actions, those that stand idle or not. Reads only.
select * from (
{pme_execution}
) as execution
where %(idle)s::boolean is null or idle = %(idle)s


-- name: pme_dimensions
-- The execution of the plan of each school, year and dimension against its budget; null
-- where an action's is not known. Whole pesos. Reads only.
select
    rbd, year, dimension, count(*)::integer as actions,
    case when every(document_count is not null) then
        count(*) filter (where document_count = 0)
    end::integer as actions_without_expense,
    (count(*) filter (where without_estimate))::integer as actions_without_estimate,
    case when every(hardly_executed is not null) then
        count(*) filter (where hardly_executed)
    end::integer as actions_hardly_executed,
    sum(sep_budget)::bigint as sep_budget, sum(total_budget)::bigint as total_budget,
    case when every(document_count is not null) then sum(document_count) end::integer
        as document_count,
    case when every(declared is not null) then sum(declared) end::bigint as declared,
    case when every(unspent is not null) then sum(unspent) end::bigint as unspent
from (
{pme_execution}
) as execution
group by rbd, year, dimension


-- name: pme_execution
-- Each planned action with what was declared for it out of the SEP, its level at year end, and whether
-- it stands idle (RF33): no estimate or hardly any execution, while much of the year's money is left.
-- What no file tells is null: what was spent, where no document of the school's year was declared; what
-- was done, where nobody reported on any action of its year; what is left, without the year's books.
-- Documents and books are looked up by action, and the law's numbers, which hold since there is a SEP,
-- in outer joins: so a page reads what it shows. Whole pesos. Reads only.
select
    planned.position, planned.stream, planned.rbd, planned.cycle, planned.year, planned.action,
    planned.name, planned.dimension, planned.subdimension, planned.presented_on, planned.starts_on,
    planned.ends_on, planned.sep_budget, planned.total_budget, planned.needs_ate,
    planned.justifies_staff, planned.level, spent.document_count, spent.declared,
    planned.sep_budget - spent.declared as unspent, books.available, books.saldo,
    planned.total_budget = 0 as without_estimate, reached.hardly_executed,
    (planned.total_budget = 0 or reached.hardly_executed)
        and books.saldo > books.available * saldo.share as idle
from (
{pme_actions}
) as planned
left join lateral (
    select
        case when declares.anything then charged.documents end as document_count,
        case when declares.anything then charged.declared end as declared
    from (
        select count(*)::integer as documents, coalesce(sum(declared), 0)::bigint as declared
        from {expenditure_at} as expenditure
        where expenditure.rbd = planned.rbd
            and expenditure.pme_action = planned.year || '/' || lower(planned.action)
            and expenditure.subvencion = 'SEP'
    ) as charged
    cross join lateral (
        select charged.documents > 0 or exists (
            select from {expenditure_at} as expenditure
            where expenditure.rbd = planned.rbd
                and expenditure.year = planned.year
                and expenditure.subvencion = 'SEP'
        ) as anything
    ) as declares
) as spent on true
left join lateral (
    select
        sum(amount) filter (where kind = 'ingreso' or account = '500001')::bigint as available,
        sum(
            case when kind = 'ingreso' or account = '500001' then amount else -amount end
        )::bigint as saldo
    from {account_line_at} as account_line
    where account_line.rbd = planned.rbd
        and account_line.year = planned.year
        and account_line.subvencion = 'SEP'
) as books on true
left join (
{legal_number}
) as level
    on level.name = 'idle_action_level'
    and make_date(planned.year, 12, 31) between level.from_date and level.to_date
left join lateral (
    select case
        when planned.level is not null then planned.level < 100 * level.share
        when exists (
            select from {pme_action_execution_at} as reported
            where reported.rbd = planned.rbd
                and reported.year = planned.year
        ) then true
    end as hardly_executed
) as reached on true
left join (
{legal_number}
) as saldo
    on saldo.name = 'idle_action_saldo'
    and make_date(planned.year, 12, 31) between saldo.from_date and saldo.to_date
where %(of_rbd)s::integer is null or planned.rbd = %(of_rbd)s
