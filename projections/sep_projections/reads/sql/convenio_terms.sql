-- Each convenio with the money of its term: what the ministry paid, what was declared of it, rejected
-- and spent on staff, in all and in its first half; and what the convenio before it left, where it was
-- renewed. Spending belongs to the term by the day it was paid. A year's review belongs to the term in
-- which the year ends. What no payment or no document tells is null, which is no zero. Whole pesos.
-- Reads only.
with state as (
{convenios}
),
term as (
    select
        *,
        least(expires_on, ended_on) as last_day,
        from_date + (to_date - from_date) / 2 as half_on
    from state
),
movement as (
    select term.*, paid.*, spending.*, review.*, plan.*, status.school_status
    from term
    cross join lateral (
        select
            count(*)::integer as months_paid,
            sum(sep_total)::bigint as paid,
            sum(sep_total) filter (where month <= to_char(half_on, 'YYYY-MM'))::bigint
                as paid_first_half
        from payment
        where payment.rbd = term.rbd
            and month between to_char(from_date, 'YYYY-MM') and to_char(last_day, 'YYYY-MM')
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as paid
    cross join lateral (
        select
            count(*)::integer as document_count,
            sum(declared)::bigint as declared,
            sum(declared) filter (where spent_on <= half_on)::bigint as declared_first_half,
            case when count(*) > 0 then
                coalesce(
                    sum(declared) filter (where left(account, 4) = any(%(staff_groups)s::text[])),
                    0
                )
            end::bigint as staff
        from expenditure
        cross join lateral (
            select coalesce(paid_on, issued_on, make_date(year, 12, 31)) as spent_on
        ) as dated
        where expenditure.rbd = term.rbd
            and subvencion = 'SEP'
            and spent_on between from_date and last_day
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as spending
    cross join lateral (
        select
            coalesce(sum(rejected), 0)::bigint as rejected,
            coalesce(
                sum(rejected) filter (where make_date(year, 12, 31) <= half_on), 0
            )::bigint as rejected_first_half,
            count(*) filter (where reviewed)::integer as years_reviewed,
            count(*) filter (where presented)::integer as years_rendered
        from (
            -- A later review of a year takes the place of the one before it.
            select
                year,
                (array_agg(rendicion_step.rejected order by occurred_on desc, known_from desc)
                    filter (where step = 'reviewed'))[1] as rejected,
                bool_or(step = 'reviewed') as reviewed,
                bool_or(step = 'presented') as presented
            from rendicion_step
            where rendicion_step.rbd = term.rbd
                and subvencion = 'SEP'
                and make_date(year, 12, 31) between from_date and last_day
                and known_from <= %(known)s
                and known_to > %(known)s
            group by year
        ) as by_year
    ) as review
    left join lateral (
        select
            presented.occurred_on as plan_on, presented.saldo as plan_covers,
            coalesce(reported.executed, presented.executed) as plan_executed
        from convenio_step as presented
        left join lateral (
            select executed
            from convenio_step
            where convenio_step.rbd = term.rbd
                and convenio_step.number = term.number
                and step = 'saldo_plan_executed'
                and known_from <= %(known)s
                and known_to > %(known)s
            order by occurred_on desc, known_from desc
            limit 1
        ) as reported on true
        where presented.rbd = term.rbd
            and presented.number = term.number
            and presented.step = 'saldo_plan_presented'
            and presented.known_from <= %(known)s
            and presented.known_to > %(known)s
        order by presented.occurred_on desc
        limit 1
    ) as plan on true
    left join lateral (
        select school_year.status as school_status
        from school_year
        where school_year.rbd = term.rbd
            and known_from <= %(known)s
            and known_to > %(known)s
        order by year desc
        limit 1
    ) as status on true
),
justified as (
    select
        movement.*,
        exists (
            select from (
                -- Each action as last presented.
                select distinct on (cycle, year, action) justifies_staff
                from pme_action
                where pme_action.rbd = movement.rbd
                    and pme_action.year
                        between extract(year from from_date) and extract(year from last_day)
                    and known_from <= %(known)s
                    and known_to > %(known)s
                order by cycle, year, action, known_from desc
            ) as planned
            where planned.justifies_staff
        ) as staff_justified
    from movement
),
chained as (
    select
        *,
        coalesce(
            sum((renewed_on is null)::integer) over (
                partition by rbd order by number rows between unbounded preceding and 1 preceding
            ), 0
        ) as chain
    from justified
),
carried as (
    select
        *,
        case
            when bool_or(paid is null or declared is null) over before then null
            else coalesce(sum(paid - declared + rejected) over before, 0)
        end::bigint as brought,
        coalesce(
            sum(coalesce(paid, 0) - coalesce(declared, 0) + rejected) over before, 0
        )::bigint as brought_at_most
    from chained
    window before as (
        partition by rbd, chain order by number
        rows between unbounded preceding and 1 preceding
    )
)
select
    *,
    brought + paid - declared + rejected as saldo,
    -- A duty is not lost because nothing was declared.
    brought_at_most + coalesce(paid, 0) - coalesce(declared, 0) + rejected as saldo_at_most,
    array_remove(array[
        case when document_count = 0 then 'documents_not_declared' end,
        case when months_paid = 0 then 'payments_not_published' end,
        case when brought is null then 'brought_unknown' end
    ], null) as missing
from carried
where (%(of_rbd)s::integer is null or rbd = %(of_rbd)s)
    and (%(of_sostenedor)s::text is null or sostenedor_rut = %(of_sostenedor)s)
    and (
        %(expired_before)s::date is null
        or (last_day < %(expired_before)s and renewed_on is null)
    )
    and (
        %(least_saldo)s::bigint is null
        or brought + paid - declared + rejected >= %(least_saldo)s
    )
    and (%(renewed)s::boolean is null or (renewed_on is not null) = %(renewed)s)
    and (%(school_status)s::text is null or school_status = %(school_status)s)
