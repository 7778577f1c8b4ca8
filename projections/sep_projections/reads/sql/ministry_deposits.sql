-- What the ministry says it paid each sostenedor for a month, beside what the bank shows of it: what did
-- not arrive, came late, came short, or came into an account that is not dedicated to SEP. That a deposit
-- is not there is known where the sostenedor has been reconciled and its statements have lines of the
-- month and of the next one, in which it may still arrive; else it is `unknown`. Whole pesos. Reads only.
with paid as (
    select
        sostenedor_rut, month, sep_total, 'payment:' || month || ':' || rbd as entry
    from (
{sostenedor_payments}
    ) as payment
    where sep_total <> 0
),

accepted as (
    select stream, lines, entries, bank_amount - book_amount as difference
    from bank_match
    where known_from <= %(known)s
        and known_to > %(known)s
        and standing in ('automatic', 'confirmed')
),

matched as (
    select stream, difference, unnest(entries) as entry from accepted
),

arrived as (
    select
        accepted.stream, max(movement.occurred_on) as arrived_on,
        bool_and(movement.sep_only) as in_sep_account,
        min(movement.bank_account) as bank_account
    from accepted
    cross join unnest(lines) as held (line)
    inner join bank_movement as movement on movement.stream = held.line
    where movement.known_from <= %(known)s
        and movement.known_to > %(known)s
    group by accepted.stream
),

stated as (
    select distinct sostenedor, date_trunc('month', occurred_on)::date as month
    from bank_movement
    where known_from <= %(known)s
        and known_to > %(known)s
),

by_match as (
    select
        paid.sostenedor_rut, paid.month, matched.stream,
        sum(sep_total)::bigint as paid, count(*) as schools,
        min(matched.difference) as difference
    from paid
    left join matched using (entry)
    group by paid.sostenedor_rut, paid.month, matched.stream
)

select * from (
    select
        sostenedor_rut, month, sum(paid)::bigint as paid,
        coalesce(sum(paid + difference) filter (where stream is not null), 0)::bigint as received,
        max(arrived_on) as arrived_on,
        greatest(
            max(arrived_on) - (to_date(month, 'YYYY-MM') + interval '1 month - 1 day')::date, 0
        ) as days_late,
        coalesce(sum(schools) filter (where stream is null), 0)::integer as schools_missing,
        min(bank_account) filter (where not in_sep_account) as other_account,
        case
            when (bool_or(stream is null) or bool_or(difference < 0))
                and not (
                    (sostenedor_rut, to_date(month, 'YYYY-MM'))
                        in (select sostenedor, month from stated)
                    and (sostenedor_rut, (to_date(month, 'YYYY-MM') + interval '1 month')::date)
                        in (select sostenedor, month from stated)
                    and sostenedor_rut in (
                        select sostenedor from bank_match
                        where known_from <= %(known)s
                            and known_to > %(known)s
                    )
                ) then 'unknown'
            when bool_and(stream is null) then 'missing'
            when bool_or(stream is null) or bool_or(difference < 0) then 'short'
            when bool_or(not in_sep_account) then 'other_account'
            when max(arrived_on) > (to_date(month, 'YYYY-MM') + interval '1 month - 1 day')::date
                then 'late'
            else 'arrived'
        end as state
    from by_match
    left join arrived using (stream)
    group by sostenedor_rut, month
) as deposit
where (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(state)s::text is null or state = %(state)s)
