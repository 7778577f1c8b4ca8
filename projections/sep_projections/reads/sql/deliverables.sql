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
from ate_milestone as agreed
inner join ate_contract as signed
    on signed.contract = agreed.contract
    and signed.signed_on <= %(on)s::date
    and signed.known_from <= %(known)s
    and signed.known_to > %(known)s
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
    from ate_milestone_step as step
    where step.contract = agreed.contract
        and step.milestone = agreed.milestone
        and step.occurred_on <= %(on)s::date
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
) as steps
cross join lateral (
    select max(paid_on) as last_paid_on, coalesce(sum(amount), 0)::bigint as paid
    from ate_contract_payment as payment
    where payment.contract = agreed.contract
        and payment.milestone = agreed.milestone
        and payment.paid_on <= %(on)s::date
        and payment.known_from <= %(known)s
        and payment.known_to > %(known)s
) as money
cross join lateral (
    select min(occurred_on) as ended_on
    from ate_contract_step as step
    where step.contract = agreed.contract
        and step.step = 'ended'
        and step.occurred_on <= %(on)s::date
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
) as ending
where agreed.known_from <= %(known)s
    and agreed.known_to > %(known)s
    and steps.cancelled is not true
    and (%(of_rbd)s::integer is null or signed.rbd = %(of_rbd)s)
    and (%(of_sostenedor)s::text is null or signed.sostenedor = %(of_sostenedor)s)
