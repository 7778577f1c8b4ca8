-- What the sources say of each calendar year of a convenio, from the year its balance is counted from:
-- what moved in its term (and of that in its extension), what moved in the same year before and after
-- it, what the Estado de resultados and the banks' certificates say of the year, what its rendiciones
-- corrected, and what the journal has on days of the term. What a source does not speak of is null. Whole pesos. Reads only.
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
    booked.booked_paid, booked.booked_declared, booked.booked_rejected
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
    from rendicion_step
    where rendicion_step.rbd = term.rbd
        and rendicion_step.year = calendar.year
        and make_date(calendar.year, 12, 31) between from_date and last_day
        and subvencion = 'SEP'
        and step = 'reviewed'
        and known_from <= %(known)s
        and known_to > %(known)s
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
    from account_line
    where account_line.rbd = term.rbd
        and account_line.year = calendar.year
        and subvencion = 'SEP'
        and known_from <= %(known)s
        and known_to > %(known)s
    having count(*) > 0
) as estado on true
left join lateral (
    -- One account certifies once a year; of what is certified again the last counts.
    select sum(amount)::bigint as certified
    from (
        select distinct on (sostenedor, bank_account) amount
        from saldo_certificate
        where saldo_certificate.rbd = term.rbd
            and saldo_certificate.year = calendar.year
            and subvencion = 'SEP'
            and known_from <= %(known)s
            and known_to > %(known)s
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
    select
        coalesce(sum(counted) filter (where kind = 'paid'), 0)::bigint as booked_paid,
        coalesce(sum(counted) filter (where kind = 'declared'), 0)::bigint as booked_declared,
        coalesce(sum(counted) filter (where kind = 'rejected'), 0)::bigint as booked_rejected
    from (
        select rule.kind, rule.sign * posting.amount as counted
        from posting
        inner join entry
            on entry.stream = posting.stream
            and entry.number = posting.number
            and entry.known_from <= %(known)s
            and entry.known_to > %(known)s
        inner join unnest(
            %(rule_amounts)s::text[], %(rule_events)s::text[], %(rule_accounts)s::text[],
            %(rule_signs)s::integer[]
        ) as rule (kind, event, account, sign)
            on rule.event = entry.event
            and rule.account = posting.account
        cross join lateral (
            -- A review is of a year, whenever it is made.
            select case when rule.kind = 'rejected' then make_date(posting.year, 12, 31)
                else posting.effective
            end as day
        ) as dated
        where posting.rbd = term.rbd
            and posting.fund = 'SEP'
            and posting.known_from <= %(known)s
            and posting.known_to > %(known)s
            and dated.day between greatest(from_date, counted) and last_day
            and extract(year from dated.day) = calendar.year
    ) as found
) as booked
