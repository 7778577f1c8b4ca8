-- Each planned action with what was declared for it out of the SEP, its level at year end, and whether
-- it stands idle (RF33): no estimate or hardly any execution, while much of the year's money is left.
-- Documents and books are looked up by action, and the law's numbers, which hold since there is a SEP,
-- in outer joins: so a page reads what it shows. Whole pesos. Reads only.
select
    planned.position, planned.stream, planned.rbd, planned.cycle, planned.year, planned.action,
    planned.name, planned.dimension, planned.subdimension, planned.presented_on, planned.starts_on,
    planned.ends_on, planned.sep_budget, planned.total_budget, planned.needs_ate,
    planned.justifies_staff, planned.level, spent.document_count, spent.declared,
    planned.sep_budget - spent.declared as unspent, books.available, books.saldo,
    planned.total_budget = 0 as without_estimate,
    coalesce(planned.level < 100 * level.share, true) as hardly_executed,
    (planned.total_budget = 0 or coalesce(planned.level < 100 * level.share, true))
        and coalesce(books.saldo > books.available * saldo.share, false) as idle
from (
{pme_actions}
) as planned
left join lateral (
    select
        count(*)::integer as document_count,
        coalesce(sum(declared), 0)::bigint as declared
    from expenditure
    where expenditure.rbd = planned.rbd
        and expenditure.pme_action = planned.year || '/' || lower(planned.action)
        and expenditure.subvencion = 'SEP'
        and expenditure.known_from <= %(known)s
        and expenditure.known_to > %(known)s
) as spent on true
left join lateral (
    select
        sum(amount) filter (where kind = 'ingreso' or account = '500001')::bigint as available,
        sum(
            case when kind = 'ingreso' or account = '500001' then amount else -amount end
        )::bigint as saldo
    from account_line
    where account_line.rbd = planned.rbd
        and account_line.year = planned.year
        and account_line.subvencion = 'SEP'
        and account_line.known_from <= %(known)s
        and account_line.known_to > %(known)s
) as books on true
left join (
{legal_number}
) as level
    on level.name = 'idle_action_level'
    and make_date(planned.year, 12, 31) between level.from_date and level.to_date
left join (
{legal_number}
) as saldo
    on saldo.name = 'idle_action_saldo'
    and make_date(planned.year, 12, 31) between saldo.from_date and saldo.to_date
where %(of_rbd)s::integer is null or planned.rbd = %(of_rbd)s
