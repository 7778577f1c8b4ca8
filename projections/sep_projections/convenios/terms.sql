-- name: convenio_terms
-- Each convenio with the money of its term: what the ministry paid, what was declared of it, rejected
-- and spent on staff; in all, in the first half of the agreed term and in its extension; and what was
-- there when it began: what the convenio before it left, where it was renewed into this one, else the
-- opening balance that its first year declares. Where files begin within the term, the balance is
-- counted from the first year that declares one.
--
-- A month is of the term in which its first day lies; spending is by the day it was paid. A year's
-- review belongs to the term in which the year ends. What no payment or no document tells is null,
-- which is no zero. Whole pesos. Reads only.
with state as (
{convenios}
),
term as (
    select
        state.*,
        half.half_on,
        to_char(from_date + interval '1 month' - interval '1 day', 'YYYY-MM') as first_month,
        to_char(state.last_day, 'YYYY-MM') as last_month,
        coalesce(lag(number) over school = number - 1, false) as follows,
        coalesce(
            lag(number) over school = number - 1 and lag(renewed_on) over school is not null, false
        ) as carries,
        -- A balance passes only to a convenio that exists.
        case when renewed_on is not null and lead(number) over school = number + 1 then
            number + 1
        end as successor
    from state
    cross join lateral (
{term_half}
    ) as half
    -- Whole schools, for a balance is what the convenios before it left.
    where %(of_rbds)s::integer[] is null or rbd = any(%(of_rbds)s)
    window school as (partition by rbd order by number)
),
paid as (
    select term.*, moved.*
    from term
    cross join lateral (
        select
            coalesce(array_agg(month), '{{}}') as paid_months,
            coalesce(array_agg(distinct year), '{{}}') as paid_years,
            count(*)::integer as months_paid,
            max(month) as last_month_paid,
            sum(sep_total)::bigint as paid,
            sum(sep_total) filter (where month <= to_char(half_on, 'YYYY-MM'))::bigint
                as paid_first_half,
            coalesce(sum(sep_total) filter (where month > to_char(to_date, 'YYYY-MM')), 0)::bigint
                as paid_extension
        from {payment_at} as payment
        where payment.rbd = term.rbd
            and month between first_month and last_month
    ) as moved
),
opened as (
    select
        paid.*,
        estado.zero_years, estado.unrendered_years, estado.marked_at,
        case
            when follows then from_date
            when estado.first_year = extract(year from from_date) then from_date
            when number = 1 and first_month = any(paid_months) then from_date
            else make_date(estado.first_year, 1, 1)
        end as counted_from,
        case when not follows and estado.first_year = extract(year from from_date) then
            make_date(estado.first_year, 1, 1)
        end as opened_on,
        case
            when follows then 0
            when estado.first_year = extract(year from from_date) then estado.opening
            -- Before the first convenio there was no such money.
            when number = 1 and first_month = any(paid_months) then 0
            else estado.opening
        end as declared_opening
    from paid
    cross join lateral (
        select
            min(year)::integer as first_year,
            ((array_agg(opening order by year))[1])::bigint as opening,
            array_agg(year) filter (where spending = 0) as zero_years,
            array_agg(year) filter (where pending) as unrendered_years,
            array_agg(marked_at) filter (where pending) as marked_at
        from (
            select
                year,
                coalesce(sum(amount) filter (where account = '500001'), 0) as opening,
                coalesce(sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0)
                    as spending,
                bool_or(not rendered) as pending,
                max(known_from) filter (where not rendered) as marked_at
            from {account_line_at} as account_line
            where account_line.rbd = paid.rbd
                and subvencion = 'SEP'
                and year between extract(year from from_date) and extract(year from last_day)
            group by year
        ) as declared
    ) as estado
),
spent as (
    select opened.*, spending.*
    from opened
    cross join lateral (
        select
            count(*) filter (where in_term)::integer as document_count,
            array_agg(distinct year) as declared_years,
            (sum(declared) filter (where in_term))::bigint as declared,
            (sum(declared) filter (where in_term and spent_on <= half_on))::bigint
                as declared_first_half,
            coalesce(sum(declared) filter (where in_term and spent_on > to_date), 0)::bigint
                as declared_extension,
            coalesce(sum(declared) filter (where in_term and spent_on < counted_from), 0)::bigint
                as declared_uncounted,
            coalesce(
                sum(declared) filter (where spent_on >= opened_on and spent_on < from_date), 0
            )::bigint as declared_before,
            case when count(*) filter (where in_term) > 0 then
                coalesce(
                    sum(declared) filter (
                        where in_term and left(account, 4) = any(%(staff_groups)s::text[])
                    ), 0
                )
            end::bigint as staff
        from expenditure
        cross join lateral (
            select coalesce(paid_on, issued_on, make_date(year, 12, 31)) as spent_on
        ) as dated
        cross join lateral (select spent_on between from_date and last_day as in_term) as placed
        where expenditure.rbd = opened.rbd
            and subvencion = 'SEP'
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as spending
),
movement as (
    select
        spent.*, before.*, review.*, spoken.*, plan.*, register.school_status, lacking.*,
        extract(year from from_date)::integer as first_year,
        planned.planned_years
    from spent
    cross join lateral (
        -- What moved in the year whose opening balance is declared, before the term began in it.
        select
            coalesce(sum(sep_total) filter (where month < first_month), 0)::bigint as paid_before,
            coalesce(
                sum(sep_total) filter (
                    where month >= first_month and month < to_char(counted_from, 'YYYY-MM')
                ), 0
            )::bigint as paid_uncounted
        from {payment_at} as payment
        where payment.rbd = spent.rbd
            and (opened_on is not null or counted_from > from_date)
            and month between to_char(coalesce(opened_on, from_date), 'YYYY-MM') and last_month
    ) as before
    cross join lateral (
        select
            coalesce(sum(rejected), 0)::bigint as rejected,
            coalesce(
                sum(rejected) filter (where make_date(year, 12, 31) <= half_on), 0
            )::bigint as rejected_first_half,
            coalesce(
                sum(rejected) filter (where make_date(year, 12, 31) > to_date), 0
            )::bigint as rejected_extension,
            coalesce(
                sum(rejected) filter (where make_date(year, 12, 31) < counted_from), 0
            )::bigint as rejected_uncounted,
            count(*) filter (where reviewed)::integer as years_reviewed,
            count(*) filter (where presented)::integer as years_rendered,
            coalesce(array_agg(year) filter (where presented), '{{}}') as rendered_years,
            coalesce(array_agg(presented_on) filter (where presented), '{{}}') as rendered_on,
            coalesce(array_agg(year), '{{}}') as told_years,
            coalesce(array_agg(year) filter (where until is not null), '{{}}') as extended_years,
            coalesce(array_agg(until) filter (where until is not null), '{{}}') as extended_until
        from (
            -- A later review of a year takes the place of the one before it. What was reviewed or
            -- closed was presented.
            select
                year,
                (array_agg(rendicion_step.rejected order by occurred_on desc, known_from desc)
                    filter (where step = 'reviewed'))[1] as rejected,
                bool_or(step = 'reviewed') as reviewed,
                bool_or(step in ('presented', 'reviewed', 'closed')) as presented,
                min(occurred_on) filter (where step in ('presented', 'reviewed', 'closed'))
                    as presented_on,
                max(until) filter (where step = 'extended') as until
            from {rendicion_step_at} as rendicion_step
            where rendicion_step.rbd = spent.rbd
                and subvencion = 'SEP'
                and make_date(year, 12, 31) between from_date and last_day
            group by year
        ) as by_year
    ) as review
    cross join lateral (
        -- Of which years lines marked NO RENDIDO, or rendiciones of those who were paid for the school,
        -- tell what was not presented, and when that was last recorded.
        select
            coalesce(array_agg(told.year), '{{}}') as spoken_years,
            coalesce(array_agg((events.recorded_at at time zone 'UTC')::date), '{{}}') as spoken_on
        from (
            select year, max(last) as last
            from (
                select *
                from unnest(unrendered_years, marked_at) as marked (year, last)
                union all
                select holder.year, min(said.last)
                from (
                    select distinct sostenedor, year
                    from {payment_at} as payment
                    where payment.rbd = spent.rbd
                        and year between extract(year from from_date) and extract(year from last_day)
                        and sostenedor is not null
                        and sep_total > 0
                ) as holder
                cross join lateral (
                    select max(known_from) as last
                    from {rendicion_step_at} as rendicion_step
                    where rendicion_step.sostenedor = holder.sostenedor
                        and rendicion_step.year = holder.year
                        and subvencion = 'SEP'
                ) as said
                group by holder.year
                having bool_and(said.last is not null)
            ) as source
            group by year
        ) as told
        inner join ledger.events on events.position = told.last
    ) as spoken
    left join lateral (
        select
            presented.occurred_on as plan_on, presented.saldo as plan_covers,
            presented.deadline as plan_deadline,
            presented.infrastructure as plan_infrastructure,
            coalesce(reported.executed, presented.executed) as plan_executed
        from {convenio_step_at} as presented
        left join lateral (
            select executed
            from {convenio_step_at} as convenio_step
            where convenio_step.rbd = spent.rbd
                and convenio_step.number = spent.number
                and step = 'saldo_plan_executed'
            order by occurred_on desc, known_from desc
            limit 1
        ) as reported on true
        where presented.rbd = spent.rbd
            and presented.number = spent.number
            and presented.step = 'saldo_plan_presented'
        order by presented.occurred_on desc
        limit 1
    ) as plan on true
    cross join lateral (
        select
            (array_agg(status order by year desc))[1] as school_status,
            max(year) as last_edition,
            coalesce(array_agg(year) filter (where status in ('cerrado', 'receso')), '{{}}')
                as idle_years
        from {school_year_at} as school_year
        where school_year.rbd = spent.rbd
    ) as register
    cross join lateral (
        -- A school that the register calls closed or in recess is paid nothing more, and spends
        -- nothing in years in which nothing was paid.
        select
            coalesce(
                array_agg(month order by month) filter (
                    where not idle and month <> all(paid_months)
                ), '{{}}'
            ) as months_unpaid,
            coalesce(
                array_agg(distinct year order by year) filter (
                    where (not idle or year = any(paid_years))
                        and year <> all(coalesce(declared_years, '{{}}'))
                        and year <> all(coalesce(zero_years, '{{}}'))
                ), '{{}}'
            ) as years_undeclared
        from generate_series(
            (first_month || '-01')::date, last_day, interval '1 month'
        ) as counted (day)
        cross join lateral (
            select to_char(day, 'YYYY-MM') as month, extract(year from day)::smallint as year
        ) as of_day
        cross join lateral (
            select
                -- Of whom no register speaks it is not known to be idle.
                year = any(idle_years)
                or coalesce(school_status in ('cerrado', 'receso') and year > last_edition, false)
                    as idle
        ) as standing
    ) as lacking
    cross join lateral (
        select coalesce(array_agg(distinct year), '{{}}') as planned_years
        from {pme_action_at} as pme_action
        where pme_action.rbd = spent.rbd
            and pme_action.year
                between extract(year from from_date) and extract(year from last_day)
    ) as planned
),
justified as (
    select
        movement.*,
        declared_opening + paid_before - declared_before as start,
        (
            case when counted_from > from_date then
                paid_uncounted - declared_uncounted + rejected_uncounted
            else 0 end
        )::bigint as uncounted,
        exists (
            select from (
                -- Each action as last presented.
                select distinct on (cycle, year, action) justifies_staff
                from {pme_action_at} as pme_action
                where pme_action.rbd = movement.rbd
                    and pme_action.year
                        between extract(year from from_date) and extract(year from last_day)
                order by cycle, year, action, known_from desc
            ) as planned
            where planned.justifies_staff
        ) as staff_justified
    from movement
),
chained as (
    select
        *,
        sum((not carries)::integer) over (
            partition by rbd order by number rows between unbounded preceding and current row
        ) as chain,
        start is not null
        and not exists (
            select from unnest(months_unpaid) as month where month >= to_char(counted_from, 'YYYY-MM')
        )
        and not exists (
            select from unnest(years_undeclared) as year where year >= extract(year from counted_from)
        ) as whole,
        opened_on is null or opened_on = from_date or first_year <> all(years_undeclared)
            as start_whole
    from justified
),
carried as (
    select
        *,
        case
            when not carries and counted_from = from_date then start
            when not carries then null
            when bool_or(
                paid is null or declared is null or start is null or counted_from is null
            ) over before then null
            else sum(start + paid - declared + rejected - uncounted) over before
        end::bigint as brought,
        coalesce(
            case when carries then bool_and(whole and start_whole) over before else start_whole end,
            true
        ) as brought_whole,
        case when not carries and counted_from > from_date then start end as opening,
        coalesce(
            case when carries then
                sum(
                    coalesce(start, 0) + coalesce(paid, 0) - coalesce(declared, 0) + rejected
                    - uncounted
                ) over before
            else start end, 0
        )::bigint as brought_at_most
    from chained
    window before as (
        partition by rbd, chain order by number
        rows between unbounded preceding and 1 preceding
    )
),
balanced as (
    select
        *,
        coalesce(brought, opening) + paid - declared + rejected - uncounted as saldo,
        -- A duty is not lost because nothing was declared.
        brought_at_most + coalesce(paid, 0) - coalesce(declared, 0) + rejected - uncounted
            as saldo_at_most
    from carried
)
select
    *,
    case when successor is not null then saldo end as passed_on,
    saldo - case when successor is not null then saldo else 0 end - coalesce(restored, 0)
    - coalesce(plan_executed, 0) as held,
    array_remove(array[
        case when document_count = 0 then 'documents_not_declared' end,
        case when document_count > 0 and years_undeclared[1] < (
            select max(year) from unnest(declared_years) as year
        ) then 'documents_incomplete' end,
        case when months_paid = 0 then 'payments_not_published' end,
        case when months_unpaid[1] < last_month_paid then 'payments_incomplete' end,
        case when carries and brought is null then 'brought_unknown' end,
        case when not carries and start is null then 'opening_unknown' end
    ], null) as missing
from balanced
where (%(of_rbd)s::integer is null or rbd = %(of_rbd)s)
    and (%(of_sostenedor)s::text is null or sostenedor_rut = %(of_sostenedor)s)
    and (
        %(expired_before)s::date is null
        or (last_day < %(expired_before)s and successor is null)
    )
    and (%(least_saldo)s::bigint is null or saldo >= %(least_saldo)s)
    and (%(renewed)s::boolean is null or (successor is not null) = %(renewed)s)
    and (%(school_status)s::text is null or school_status = %(school_status)s)


-- name: term_half
-- The last day of the first half of the term of a row (`from_date`, `to_date`), in months: of 48, that
-- of the 24th. It says what `half_of` of sep_domain/convenio_rules/terms.py says. Reads only.
select (from_date + make_interval(months => whole.months / 2))::date - 1 as half_on
from (
    select (
        12 * (extract(year from to_date + 1) - extract(year from from_date))
        + extract(month from to_date + 1) - extract(month from from_date)
    )::integer as months
) as touched
cross join lateral (
    select
        touched.months
        - (from_date + make_interval(months => touched.months) > to_date + 1)::integer as months
) as complete
cross join lateral (
    select
        complete.months
        + (
            to_date + 1 - (from_date + make_interval(months => complete.months))::date >= 15
        )::integer as months
) as whole

-- name: convenio_keys
-- The convenios that `convenio_terms` tells of, without the money of their terms, unless it is asked by
-- the money: to count them, and to find those of a page before anything is added up. Reads only.
with state as (
{convenios}
),
term as (
    select
        state.*,
        -- A balance passes only to a convenio that exists.
        renewed_on is not null and coalesce(lead(number) over school = number + 1, false)
            as succeeded
    from state
    window school as (partition by rbd order by number)
)
select * from term
where (%(of_rbd)s::integer is null or rbd = %(of_rbd)s)
    and (%(of_sostenedor)s::text is null or sostenedor_rut = %(of_sostenedor)s)
    and (
        %(expired_before)s::date is null
        or (last_day < %(expired_before)s and not succeeded)
    )
    and (%(renewed)s::boolean is null or succeeded = %(renewed)s)
    and (
        %(school_status)s::text is null
        or %(school_status)s = (
            select status
            from {school_year_at} as school_year
            where school_year.rbd = term.rbd
            order by year desc
            limit 1
        )
    )
    and (
        %(least_saldo)s::bigint is null
        or (rbd, number) in (
            select valued.rbd, valued.number from (
{convenio_terms}
            ) as valued
        )
    )
