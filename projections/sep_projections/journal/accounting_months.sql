-- name: accounting_months
-- The months of sostenedores that were ever closed, with what the journal entered in them while they
-- were closed. Reads only.
with step as (
    select
        closing.sostenedor, closing.month, closing.known_from, closing.closed,
        (said.doc ->> 'occurred_on')::date as occurred_on, said.doc ->> 'reason' as reason,
        lead(closing.known_from) over (
            partition by closing.sostenedor, closing.month order by closing.known_from
        ) as ended
    from {closing_at} as closing
    cross join lateral (
        select convert_from(events.state, 'UTF8')::jsonb as doc
        from ledger.events
        where events.position = closing.known_from
    ) as said
    where closing.month is not null
        and (%(sostenedor)s::text is null or closing.sostenedor = %(sostenedor)s)
        and (%(year)s::smallint is null or left(closing.month, 4) = %(year)s::text)
)
select
    step.sostenedor as sostenedor_rut, step.month,
    (array_agg(step.closed order by step.known_from desc))[1] as closed,
    max(step.occurred_on) filter (where step.closed) as closed_on,
    max(step.occurred_on) filter (where not step.closed) as reopened_on,
    (array_agg(step.reason order by step.known_from desc) filter (where not step.closed))[1]
        as reopened_because,
    coalesce(sum(late.entries), 0)::integer as late_entries
from step
left join lateral (
    select count(*) as entries
    from {entry_at} as booked
    where step.closed
        and (booked.rendered or booked.event in ('ate_contract.payment_made', 'convenio.settled'))
        and booked.effective >= (step.month || '-01')::date
        and booked.effective < ((step.month || '-01')::date + interval '1 month')
        and booked.number > step.known_from
        and booked.number < coalesce(step.ended, 9223372036854775807)
        and coalesce(booked.sostenedor, {journal_holder}) = step.sostenedor
) as late on true
group by step.sostenedor, step.month
