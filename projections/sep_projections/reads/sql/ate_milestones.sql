-- Milestones as agreed, with when each was delivered, approved, invoiced, paid or cancelled. Reads
-- only.
select
    agreed.known_from as position, agreed.stream, agreed.contract, agreed.milestone,
    agreed.milestone_kind as kind, agreed.title, agreed.due_on, agreed.amount,
    steps.delivered_on, steps.participants_billed, steps.participants_attended,
    steps.times_returned, steps.returned_on, steps.approved_on, steps.invoiced_on, steps.invoiced,
    steps.cancelled_on,
    money.first_paid_on, money.paid,
    money.first_paid_on is not null
        and (steps.approved_on is null or money.first_paid_on < steps.approved_on)
        as paid_before_approval
from ate_milestone as agreed
cross join lateral (
    select
        max(occurred_on) filter (where step = 'delivered') as delivered_on,
        max(participants_billed) as participants_billed,
        max(participants_attended) as participants_attended,
        count(*) filter (where step = 'returned')::integer as times_returned,
        max(occurred_on) filter (where step = 'returned') as returned_on,
        min(occurred_on) filter (where step = 'approved') as approved_on,
        min(occurred_on) filter (where step = 'invoiced') as invoiced_on,
        sum(amount) filter (where step = 'invoiced')::bigint as invoiced,
        min(occurred_on) filter (where step = 'cancelled') as cancelled_on
    from ate_milestone_step as step
    where step.contract = agreed.contract
        and step.milestone = agreed.milestone
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
) as steps
cross join lateral (
    select min(paid_on) as first_paid_on, coalesce(sum(amount), 0)::bigint as paid
    from ate_contract_payment as payment
    where payment.contract = agreed.contract
        and payment.milestone = agreed.milestone
        and payment.known_from <= %(known)s
        and payment.known_to > %(known)s
) as money
where agreed.known_from <= %(known)s
    and agreed.known_to > %(known)s
