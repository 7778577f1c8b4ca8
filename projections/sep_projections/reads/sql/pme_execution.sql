-- Each planned action with what was declared for it out of the SEP, its level at year end, and whether
-- it stands idle (RF33): no estimate or hardly any execution, while much of the year's money is left.
-- Whole pesos. Reads only.
with planned as materialized (
    select * from (
{pme_actions}
    ) as action
    where %(of_rbd)s::integer is null or rbd = %(of_rbd)s
),
number_of_law as (
{legal_number}
),
spent as (
    select
        rbd, pme_action, count(*)::integer as document_count, sum(declared)::bigint as declared
    from expenditure
    where rbd in (select rbd from planned)
        and subvencion = 'SEP'
        and pme_action is not null
        and known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, pme_action
),
books as (
    select
        rbd, year,
        sum(amount) filter (where kind = 'ingreso' or account = '500001')::bigint as available,
        sum(
            case when kind = 'ingreso' or account = '500001' then amount else -amount end
        )::bigint as saldo
    from account_line
    where (rbd, year) in (select rbd, year from planned)
        and subvencion = 'SEP'
        and known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, year
)
select
    planned.position, planned.stream, planned.rbd, planned.cycle, planned.year, planned.action,
    planned.name, planned.dimension, planned.subdimension, planned.presented_on, planned.starts_on,
    planned.ends_on, planned.sep_budget, planned.total_budget, planned.needs_ate,
    planned.justifies_staff, planned.level, coalesce(spent.document_count, 0) as document_count,
    coalesce(spent.declared, 0) as declared,
    planned.sep_budget - coalesce(spent.declared, 0) as unspent, books.available, books.saldo,
    planned.total_budget = 0 as without_estimate,
    coalesce(planned.level < 100 * level.share, true) as hardly_executed,
    (planned.total_budget = 0 or coalesce(planned.level < 100 * level.share, true))
        and coalesce(books.saldo > books.available * saldo.share, false) as idle
from planned
left join spent
    on spent.rbd = planned.rbd
    and spent.pme_action = planned.year || '/' || lower(planned.action)
left join books
    on books.rbd = planned.rbd
    and books.year = planned.year
inner join number_of_law as level
    on level.name = 'idle_action_level'
    and make_date(planned.year, 12, 31) between level.from_date and level.to_date
inner join number_of_law as saldo
    on saldo.name = 'idle_action_saldo'
    and make_date(planned.year, 12, 31) between saldo.from_date and saldo.to_date
