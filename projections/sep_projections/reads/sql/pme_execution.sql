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
        from expenditure
        where expenditure.rbd = planned.rbd
            and expenditure.pme_action = planned.year || '/' || lower(planned.action)
            and expenditure.subvencion = 'SEP'
            and expenditure.known_from <= %(known)s
            and expenditure.known_to > %(known)s
    ) as charged
    cross join lateral (
        select charged.documents > 0 or exists (
            select from expenditure
            where expenditure.rbd = planned.rbd
                and expenditure.year = planned.year
                and expenditure.subvencion = 'SEP'
                and expenditure.known_from <= %(known)s
                and expenditure.known_to > %(known)s
        ) as anything
    ) as declares
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
left join lateral (
    select case
        when planned.level is not null then planned.level < 100 * level.share
        when exists (
            select from pme_action_execution as reported
            where reported.rbd = planned.rbd
                and reported.year = planned.year
                and reported.known_from <= %(known)s
                and reported.known_to > %(known)s
        ) then true
    end as hardly_executed
) as reached on true
left join (
{legal_number}
) as saldo
    on saldo.name = 'idle_action_saldo'
    and make_date(planned.year, 12, 31) between saldo.from_date and saldo.to_date
where %(of_rbd)s::integer is null or planned.rbd = %(of_rbd)s
