-- name: deliverables
-- Milestones of contracts signed by a day, as they stood on it: steps and payments of later days do
-- not count. Those cancelled by then are left out. Whole pesos. Reads only.
select
    agreed.known_from as position, agreed.stream, agreed.contract, agreed.milestone,
    agreed.milestone_kind as kind, agreed.title, agreed.due_on, agreed.amount,
    signed.ate as ate_rut, signed.sostenedor as sostenedor_rut, signed.rbd, ending.ended_on,
    steps.delivered_on, steps.returned_on, steps.approved_on, steps.invoiced_on, steps.invoiced,
    money.last_paid_on, money.paid,
    greatest(agreed.amount - money.paid, 0)::bigint as unpaid,
    case
        when steps.approved_on is not null then 'approved'
        when steps.last_step = 'returned' then 'returned'
        when steps.last_step = 'delivered' then 'in_review'
        when agreed.due_on < %(on)s::date then 'overdue'
        else 'pending'
    end as standing
from {ate_milestone_at} as agreed
inner join {ate_contract_at} as signed
    on signed.contract = agreed.contract
    and signed.signed_on <= %(on)s::date
cross join lateral (
    select
        max(occurred_on) filter (where step = 'delivered') as delivered_on,
        max(occurred_on) filter (where step = 'returned') as returned_on,
        min(occurred_on) filter (where step = 'approved') as approved_on,
        min(occurred_on) filter (where step = 'invoiced') as invoiced_on,
        sum(amount) filter (where step = 'invoiced')::bigint as invoiced,
        bool_or(step = 'cancelled') as cancelled,
        (array_agg(step order by occurred_on desc, known_from desc)
            filter (where step in ('delivered', 'returned')))[1] as last_step
    from {ate_milestone_step_at} as step
    where step.contract = agreed.contract
        and step.milestone = agreed.milestone
        and step.occurred_on <= %(on)s::date
) as steps
cross join lateral (
    select max(paid_on) as last_paid_on, coalesce(sum(amount), 0)::bigint as paid
    from {ate_contract_payment_at} as payment
    where payment.contract = agreed.contract
        and payment.milestone = agreed.milestone
        and payment.paid_on <= %(on)s::date
) as money
cross join lateral (
    select min(occurred_on) as ended_on
    from {ate_contract_step_at} as step
    where step.contract = agreed.contract
        and step.step = 'ended'
        and step.occurred_on <= %(on)s::date
) as ending
where steps.cancelled is not true
    and (%(of_rbd)s::integer is null or signed.rbd = %(of_rbd)s)
    and (%(of_sostenedor)s::text is null or signed.sostenedor = %(of_sostenedor)s)


-- name: provider_standings
-- Where each adviser stands in the registry on a day, for those that the registry or a contract
-- names: removed until reinstated, suspended for a time, else by the certificate that covers the day.
-- Reads only.
with named as (
    select ate from {ate_provider_at} as ate_provider
    union
    select ate from {ate_provider_step_at} as ate_provider_step
    union
    select ate from {ate_contract_at} as ate_contract
),
stood as (
    select
        named.ate as ate_rut, covering.certified_on, covering.valid_until, ran_out.ran_out_on,
        listing.step as listing_step, listing.occurred_on as listed_on, listing.reason,
        suspension.suspended_on, suspension.until as suspended_until,
        suspension.reason as suspended_for, application.applied_on
    from named
    left join lateral (
        select certified_on, valid_until
        from {ate_provider_at} as ate_provider
        where ate_provider.ate = named.ate
            and certified_on <= %(on)s::date
            and coalesce(valid_until >= %(on)s::date, true)
        order by certified_on desc
        limit 1
    ) as covering on true
    cross join lateral (
        select max(valid_until) as ran_out_on
        from {ate_provider_at} as ate_provider
        where ate_provider.ate = named.ate
            and valid_until < %(on)s::date
    ) as ran_out
    left join lateral (
        select step, occurred_on, reason
        from {ate_provider_step_at} as ate_provider_step
        where ate_provider_step.ate = named.ate
            and step in ('removed', 'reinstated')
            and occurred_on <= %(on)s::date
        order by occurred_on desc, known_from desc
        limit 1
    ) as listing on true
    left join lateral (
        select occurred_on as suspended_on, until, reason
        from {ate_provider_step_at} as ate_provider_step
        where ate_provider_step.ate = named.ate
            and step = 'suspended'
            and occurred_on <= %(on)s::date
        order by occurred_on desc, known_from desc
        limit 1
    ) as suspension
        on coalesce(suspension.until >= %(on)s::date, true)
        and coalesce(
            listing.step <> 'reinstated' or listing.occurred_on < suspension.suspended_on, true
        )
    cross join lateral (
        select min(occurred_on) as applied_on
        from {ate_provider_step_at} as ate_provider_step
        where ate_provider_step.ate = named.ate
            and step = 'applied'
            and occurred_on <= %(on)s::date
    ) as application
),
judged as (
    select
        *,
        case
            when listing_step = 'removed' then 'removed'
            when suspended_on is not null then 'suspended'
            when certified_on is not null and listing_step = 'reinstated'
                and listed_on >= certified_on then 'reinstated'
            when certified_on is not null then 'certified'
            when ran_out_on is not null then 'expired'
            when applied_on is not null then 'applied'
            else 'unlisted'
        end as standing
    from stood
)
select
    ate_rut, standing, standing in ('certified', 'reinstated') as certified,
    case standing
        when 'removed' then listed_on
        when 'suspended' then suspended_on
        when 'reinstated' then listed_on
        when 'certified' then certified_on
        when 'expired' then ran_out_on + 1
        when 'applied' then applied_on
    end as since,
    case standing
        when 'suspended' then suspended_until
        when 'reinstated' then valid_until
        when 'certified' then valid_until
    end as until,
    case standing when 'removed' then reason when 'suspended' then suspended_for end as reason
from judged
