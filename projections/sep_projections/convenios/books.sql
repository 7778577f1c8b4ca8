-- name: convenio_books
-- What the sources say of each calendar year of a convenio, from the year its balance is counted from:
-- what moved in its term (and of that in its extension), what moved in the same year before and after
-- it, what the Estado de resultados and the banks' certificates say of the year, what its rendiciones
-- corrected, what the journal has on days of the term, and where its balance of the school's fund stood
-- before those days and after them. What a source does not speak of is null. Whole pesos. Reads only.
with term as (
{convenio_terms}
)
select
    term.rbd, term.number, calendar.year::smallint as year,
    moved.paid, moved.paid_extension, moved.before_paid, moved.after_paid,
    spent.declared, spent.declared_extension, spent.before_declared, spent.after_declared,
    coalesce(review.rejected, 0)::bigint as rejected,
    estado.opening, estado.income, estado.spending, bank.certified,
    rendered.corrected,
    booked.booked_paid, booked.booked_declared, booked.booked_rejected, booked.booked_before,
    booked.booked_balance
from term
cross join lateral (
    select coalesce(counted_from, from_date) as counted
) as start
cross join lateral generate_series(
    extract(year from counted)::integer, extract(year from last_day)::integer
) as calendar (year)
cross join lateral (
    select
        coalesce(sum(sep_total) filter (where in_term), 0)::bigint as paid,
        coalesce(
            sum(sep_total) filter (where in_term and month > to_char(to_date, 'YYYY-MM')), 0
        )::bigint as paid_extension,
        coalesce(sum(sep_total) filter (where month < first_month), 0)::bigint as before_paid,
        coalesce(sum(sep_total) filter (where month > last_month), 0)::bigint as after_paid
    from payment
    cross join lateral (select month between first_month and last_month as in_term) as placed
    where payment.rbd = term.rbd
        and month between calendar.year || '-01' and calendar.year || '-12'
        and known_from <= %(known)s
        and known_to > %(known)s
) as moved
cross join lateral (
    select
        coalesce(sum(declared) filter (where in_term), 0)::bigint as declared,
        coalesce(sum(declared) filter (where in_term and spent_on > to_date), 0)::bigint
            as declared_extension,
        coalesce(sum(declared) filter (where spent_on < from_date), 0)::bigint as before_declared,
        coalesce(sum(declared) filter (where spent_on > last_day), 0)::bigint as after_declared
    from expenditure
    cross join lateral (
        select coalesce(paid_on, issued_on, make_date(expenditure.year, 12, 31)) as spent_on
    ) as dated
    cross join lateral (select spent_on between from_date and last_day as in_term) as placed
    where expenditure.rbd = term.rbd
        and subvencion = 'SEP'
        and spent_on between make_date(calendar.year, 1, 1) and make_date(calendar.year, 12, 31)
        and known_from <= %(known)s
        and known_to > %(known)s
) as spent
left join lateral (
    -- A later review takes the place of the one before it.
    select rejected
    from {rendicion_step_at} as rendicion_step
    where rendicion_step.rbd = term.rbd
        and rendicion_step.year = calendar.year
        and make_date(calendar.year, 12, 31) between from_date and last_day
        and subvencion = 'SEP'
        and step = 'reviewed'
    order by occurred_on desc, known_from desc
    limit 1
) as review on true
left join lateral (
    select
        coalesce(sum(amount) filter (where account = '500001'), 0)::bigint as opening,
        coalesce(sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0)::bigint
            as income,
        coalesce(sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0)::bigint
            as spending
    from {account_line_at} as account_line
    where account_line.rbd = term.rbd
        and account_line.year = calendar.year
        and subvencion = 'SEP'
    having count(*) > 0
) as estado on true
left join lateral (
    -- One account certifies once a year; of what is certified again the last counts.
    select sum(amount)::bigint as certified
    from (
        select distinct on (sostenedor, bank_account) amount
        from {saldo_certificate_at} as saldo_certificate
        where saldo_certificate.rbd = term.rbd
            and saldo_certificate.year = calendar.year
            and subvencion = 'SEP'
        order by sostenedor, bank_account, certified_on desc, known_from desc
    ) as last
    having count(*) > 0
) as bank on true
left join lateral (
    -- What is rendered is of a year, as what is reviewed of it.
    select sum(by_corrections)::bigint as corrected
    from (
{rendicion_reviews}
    ) as of_year
    where of_year.rbd = term.rbd
        and of_year.year = calendar.year
        and of_year.subvencion = 'SEP'
        and make_date(calendar.year, 12, 31) between from_date and last_day
    having count(*) > 0
) as rendered on true
cross join lateral (
    -- The balance is what its sostenedor's accounts keep of the school, and what must come back to it.
    select
        coalesce(sum(counted) filter (where in_days and kind = 'paid'), 0)::bigint as booked_paid,
        coalesce(sum(counted) filter (where in_days and kind = 'declared'), 0)::bigint
            as booked_declared,
        coalesce(sum(counted) filter (where in_days and kind = 'rejected'), 0)::bigint
            as booked_rejected,
        coalesce(sum(held) filter (where day < first_day), 0)::bigint as booked_before,
        coalesce(sum(held), 0)::bigint as booked_balance
    from (
        select
            rule.kind, rule.sign * posting.amount as counted, dated.day, days.first_day,
            dated.day >= days.first_day as in_days,
            case
                when posting.through is not null or posting.account = %(to_come_back)s
                    then posting.amount
            end as held
        from {posting_at} as posting
        inner join {entry_at} as entry
            on entry.stream = posting.stream
            and entry.number = posting.number
        left join unnest(
            %(rule_amounts)s::text[], %(rule_events)s::text[], %(rule_accounts)s::text[],
            %(rule_signs)s::integer[]
        ) as rule (kind, event, account, sign)
            on rule.event = entry.event
            and rule.account = posting.account
        cross join lateral (
            -- A review is of a year, whenever it is made; what a year opens with was there before it.
            select case
                when entry.event = 'rendicion.reviewed' then make_date(posting.year, 12, 31)
                when entry.event = 'account.declared' then posting.effective - 1
                else posting.effective
            end as day
        ) as dated
        cross join lateral (
            select
                greatest(from_date, counted, make_date(calendar.year, 1, 1)) as first_day,
                least(last_day, make_date(calendar.year, 12, 31)) as last_of_year
        ) as days
        where posting.rbd = term.rbd
            and posting.fund = 'SEP'
            and posting.account = any (%(fund_accounts)s)
            and dated.day <= days.last_of_year
    ) as found
) as booked


-- name: convenio_handovers
-- The days on which a convenio passed to another sostenedor with its school, as its steps say, or as
-- the register shows from one year to the next where no step says it; and what had moved in the term
-- by then. Whole pesos. Reads only.
with term as not materialized (
{convenio_terms}
),
told as (
    select distinct on (term.rbd, term.number, step.occurred_on)
        term.*, step.occurred_on as day, step.sostenedor as to_rut
    from term
    inner join {convenio_step_at} as step
        on step.rbd = term.rbd
        and step.number = term.number
        and step.step = 'transferred'
        and step.occurred_on between term.from_date and term.last_day
    order by term.rbd, term.number, step.occurred_on, step.known_from desc
),
shown as (
    select term.*, make_date(edition.year, 1, 1) as day, edition.sostenedor as to_rut
    from term
    cross join lateral (
        select year, sostenedor, lag(sostenedor) over (order by year) as from_rut
        from {school_year_at} as school_year
        where school_year.rbd = term.rbd
    ) as edition
    where edition.from_rut <> edition.sostenedor
        and make_date(edition.year, 1, 1) between term.from_date and term.last_day
        and not exists (
            select from {convenio_step_at} as step
            where step.rbd = term.rbd
                and step.step = 'transferred'
                and step.sostenedor = edition.sostenedor
        )
),
handover as (
    select * from told
    union all
    select * from shown
)
select
    rbd, number, day, signed_by, to_rut, coalesce(brought, opening) as start,
    coalesce(moved.paid, 0)::bigint as paid, coalesce(spent.declared, 0)::bigint as declared,
    coalesce(review.rejected, 0)::bigint as rejected
from handover
cross join lateral (
    -- The payment of a month belongs to who holds the school when it begins.
    select sum(sep_total) as paid
    from {payment_at} as payment
    where payment.rbd = handover.rbd
        and month >= greatest(first_month, to_char(counted_from, 'YYYY-MM'))
        and month < to_char(day, 'YYYY-MM')
) as moved
cross join lateral (
    select sum(declared) as declared
    from {expenditure_at} as expenditure
    where expenditure.rbd = handover.rbd
        and subvencion = 'SEP'
        and coalesce(paid_on, issued_on, make_date(year, 12, 31)) >= greatest(from_date, counted_from)
        and coalesce(paid_on, issued_on, make_date(year, 12, 31)) < day
) as spent
cross join lateral (
    select sum(rejected) as rejected
    from (
        select distinct on (year) rejected
        from {rendicion_step_at} as rendicion_step
        where rendicion_step.rbd = handover.rbd
            and subvencion = 'SEP'
            and step = 'reviewed'
            and make_date(year, 12, 31) >= greatest(from_date, counted_from)
            and make_date(year, 12, 31) < day
        order by year, occurred_on desc, known_from desc
    ) as last
) as review


-- name: known_years
-- Which years of which sostenedor are known of a dataset, and the last position that said something of
-- them: so that silence tells something only where somebody has spoken. A sostenedor answers for all
-- its schools; a register has one row, its year 0 and its sostenedor empty. Reads only.
with holder as (
    -- Who was paid for a school in a year hands in its plan.
    select distinct rbd, year, sostenedor
    from {payment_at} as payment
    where sostenedor is not null
),
said as (
    select 'rendiciones' as dataset, sostenedor, year::integer as year, known_from
    from {rendicion_step_at} as rendicion_step
    where subvencion = 'SEP'
    union all
    select 'pme', holder.sostenedor, action.year, action.known_from
    from (
        select rbd, year, max(known_from) as known_from
        from {pme_action_at} as pme_action
        group by rbd, year
    ) as action
    inner join holder using (rbd, year)
    union all
    select 'convenios', sostenedor, extract(year from signed_on), known_from
    from {convenio_at} as convenio
    union all
    select
        case when step.step like 'saldo_plan%%' then 'planes_saldo' else 'convenios' end,
        coalesce(step.sostenedor, signed.sostenedor),
        case
            when step.step like 'saldo_plan%%' then extract(year from step.occurred_on)
            else extract(year from signed.signed_on)
        end,
        step.known_from
    from {convenio_step_at} as step
    inner join {convenio_at} as signed
        on signed.rbd = step.rbd
        and signed.number = step.number
    union all
    select 'concursos_ate', sostenedor, extract(year from announced_on), known_from
    from {ate_tender_at} as ate_tender
    union all
    select 'contratos_ate', sostenedor, extract(year from signed_on), known_from
    from {ate_contract_at} as ate_contract
    union all
    select of_contract.dataset, signed.sostenedor, extract(year from of_contract.day), last
    from (
        select 'hitos_ate' as dataset, contract, due_on as day, known_from as last
        from {ate_milestone_at} as ate_milestone
        union all
        select
            case step when 'invoiced' then 'facturas_ate' else 'hitos_ate' end, contract,
            occurred_on, known_from
        from {ate_milestone_step_at} as ate_milestone_step
        union all
        select 'pagos_ate', contract, paid_on, known_from
        from {ate_contract_payment_at} as ate_contract_payment
    ) as of_contract
    inner join {ate_contract_at} as signed
        on signed.contract = of_contract.contract
    union all
    select 'ate_registro', '', 0, known_from
    from {ate_provider_at} as ate_provider
    union all
    select 'ate_registro', '', 0, known_from
    from {ate_provider_step_at} as ate_provider_step
)
select dataset, sostenedor as sostenedor_rut, year::integer as year, max(known_from) as last
from said
group by dataset, sostenedor, year
