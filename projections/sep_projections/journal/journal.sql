-- name: account_ledger
-- The ledger of one account (libro mayor): its postings in order, each with the balance after it,
-- whatever page it stands on. Whole pesos, debits positive. Reads only.
select running.*, entry.event, entry.description
from (
    select
        *, number as position,
        sum(amount) over (order by effective, number, line)::bigint as balance
    from (
{journal_books}
    ) as found
) as running
join {entry_at} as entry
    on entry.stream = running.stream
    and entry.number = running.number
where %(shown_from)s::date is null
    or running.effective >= %(shown_from)s


-- name: account_names
-- What accounts of the plan are called in the latest year that has them. Reads only.
select account, (array_agg(name order by year desc))[1] as name
from {account_at} as account
where account = any(%(accounts)s::text[])
group by account


-- name: journal_books
-- Postings of the journal as books show them, up to an effective date. What the sostenedor's bank accounts
-- clear for all its schools stands in the sostenedor's books, with no school; an account between both
-- stands in the school's, and its counterpart in the sostenedor's, so that each balances by itself. An
-- account may be given by its first digits. Whole pesos, debits positive. Reads only.
select *
from (
    select
        booked.stream, booked.number, booked.effective, booked.year, booked.fund,
        booked.sostenedor_rut, booked.convenio_number, booked.bank_account, {journal_shown}
    from (
        select
            booked.stream, booked.line, booked.number, booked.effective, booked.year,
            booked.account, booked.fund, booked.rbd,
            coalesce(booked.sostenedor, {journal_holder}) as sostenedor_rut,
            coalesce(booked.convenio, {journal_convenio}) as convenio_number,
            booked.bank_account, booked.through, booked.amount
        from {posting_at} as booked
        where (%(effective)s::date is null or booked.effective <= %(effective)s)
            and (%(from_date)s::date is null or booked.effective >= %(from_date)s)
            and (
                %(account)s::text is null
                or starts_with(booked.account, %(account)s)
                or starts_with(booked.through, %(account)s)
            )
            and (%(fund)s::text is null or booked.fund = %(fund)s)
            and (%(rbd)s::integer is null or booked.rbd = %(rbd)s)
            and (%(year)s::smallint is null or booked.year = %(year)s)
            and (%(bank_account)s::text is null or booked.bank_account = %(bank_account)s)
            and (
                %(sostenedor)s::text is null
                or booked.sostenedor = %(sostenedor)s
                or booked.sostenedor is null
            )
    ) as booked
    cross join (values (0), (1), (2)) as side (place)
    where side.place = 0
        or booked.through is not null
) as found
where (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(convenio)s::integer is null or convenio_number = %(convenio)s)
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(account)s::text is null or starts_with(account, %(account)s))


-- name: journal_convenio
-- The convenio in force for the school of a journal row (`booked`) on its effective date, of SEP money
-- alone. Reads only.
(
    select max(convenio.number)
    from {convenio_at} as convenio
    cross join lateral (
{convenio_end}
    ) as lived
    where convenio.rbd = booked.rbd
        and coalesce(booked.fund, 'SEP') = 'SEP'
        and booked.effective >= convenio.from_date
        and booked.effective <= lived.last_day
)


-- name: journal_edition
-- The day of the edition of the file that a journal row (`booked`) came from, where the file states one.
-- Reads only.
(
    select (convert_from(metadata, 'UTF8')::jsonb -> 'source' ->> 'edition_day')::date
    from ledger.events
    where events.position = booked.number
)


-- name: journal_entries
-- Entries of the journal, with what follows from elsewhere: the sostenedor and the convenio that their
-- events do not name, and whether they came late by which clock. `number` is the position of their event. Reads only.
select
    number as position, stream, number, event, effective, year, fund, rbd, sostenedor_rut,
    convenio_number, rendered, description, level, late,
    case when edition_on is null then 'import' else 'edition' end as late_by,
    late_recorded, edition_on, known_at
from (
    select
        booked.*, {journal_late} as late, {journal_late_recorded} as late_recorded,
        (select recorded_at from ledger.events where events.position = booked.number) as known_at
    from (
        select
            booked.*, {journal_edition} as edition_on,
            coalesce(booked.sostenedor, {journal_holder}) as sostenedor_rut,
            coalesce(booked.convenio, {journal_convenio}) as convenio_number
        from {entry_at} as booked
        where (%(effective)s::date is null or booked.effective <= %(effective)s)
            and (%(from_date)s::date is null or booked.effective >= %(from_date)s)
            and (
                %(rbd)s::integer is null
                or booked.rbd = %(rbd)s
                -- Those who contract together each have lines of their own in one entry.
                or booked.event like 'ate\_contract.%%' and exists (
                    select from posting
                    where posting.stream = booked.stream
                        and posting.known_from = booked.known_from
                        and posting.number = booked.number
                        and posting.rbd = %(rbd)s
                )
            )
            and (%(year)s::smallint is null or booked.year = %(year)s)
            and (%(event)s::text is null or booked.event = %(event)s)
            and (
                %(sostenedor)s::text is null
                or booked.sostenedor = %(sostenedor)s
                or booked.sostenedor is null
                or booked.event like 'ate\_contract.%%'
            )
            and (
                (
                    %(account)s::text is null
                    and %(fund)s::text is null
                    and %(bank_account)s::text is null
                )
                or exists (
                    -- Postings may begin later than their entry: the opening of a bank account.
                    select from {posting_at} as posting
                    where posting.stream = booked.stream
                        and posting.number = booked.number
                        and (
                            %(account)s::text is null
                            or starts_with(account, %(account)s)
                            or starts_with(through, %(account)s)
                        )
                        and (%(fund)s::text is null or posting.fund = %(fund)s)
                        and (
                            %(bank_account)s::text is null
                            or posting.bank_account = %(bank_account)s
                        )
                )
            )
    ) as booked
) as found
where (
    %(sostenedor)s::text is null
    or sostenedor_rut = %(sostenedor)s
    or event like 'ate\_contract.%%' and exists (
        select from {posting_at} as posting
        where posting.stream = found.stream
            and posting.number = found.number
            and posting.sostenedor = %(sostenedor)s
    )
)
    and (%(convenio)s::integer is null or convenio_number = %(convenio)s)
    and (%(late)s::boolean is null or late = %(late)s)


-- name: journal_holder
-- Who held the school of a journal row (`booked`) in its year: what the register says, else what the
-- payments of the year say. Reads only.
coalesce(
    (
        select max(school_year.sostenedor)
        from {school_year_at} as school_year
        where school_year.rbd = booked.rbd
            and school_year.year = booked.year
    ),
    (
        select max(payment.sostenedor)
        from {payment_at} as payment
        where payment.rbd = booked.rbd
            and payment.year = booked.year
    )
)


-- name: journal_late
-- Whether what a journal row (`booked`) says came after its books were closed: its school's year and fund
-- by a rendición, or its sostenedor's month, unless reopened before. By the day of its file's edition
-- where the file states one, else by when it was recorded. Reads only.
case
    when not booked.rendered then false
    when booked.edition_on is null then {journal_late_recorded}
    else
        exists (
            select from {closing_at} as closing
            where closing.rbd = booked.rbd
                and closing.year = booked.year
                and closing.fund = coalesce(booked.fund, closing.fund)
                and closing.occurred_on < booked.edition_on
        )
        or coalesce((
            select closing.closed
            from {closing_at} as closing
            where closing.sostenedor = booked.sostenedor_rut
                and closing.month = to_char(booked.effective, 'YYYY-MM')
                and closing.occurred_on < booked.edition_on
            order by closing.occurred_on desc, closing.known_from desc
            limit 1
        ), false)
end


-- name: journal_late_recorded
-- Whether a journal row (`booked`) was recorded after its books were closed: its school's year and fund
-- by a rendición, or its sostenedor's month, unless reopened before. Reads only.
(
    booked.rendered
    and (
        exists (
            select from closing
            where closing.rbd = booked.rbd
                and closing.year = booked.year
                and closing.fund = coalesce(booked.fund, closing.fund)
                and closing.known_from < booked.number
        )
        or coalesce((
            select closing.closed
            from closing
            where closing.sostenedor = booked.sostenedor_rut
                and closing.month = to_char(booked.effective, 'YYYY-MM')
                and closing.known_from < booked.number
            order by closing.known_from desc
            limit 1
        ), false)
    )
)


-- name: journal_lines
-- The postings of entries as books show them, by stream and number: the events of an entity share a
-- stream. Whole pesos, debits positive. Reads only.
select
    booked.stream, booked.number, booked.fund, booked.sostenedor as sostenedor_rut,
    booked.bank_account, {journal_shown}
from {posting_at} as booked
cross join (values (0), (1), (2)) as side (place)
where (
        side.place = 0
        or booked.through is not null
    )


-- name: journal_postings
-- Postings of the journal up to an effective date, with the sostenedor and the convenio that their
-- events do not name. An account may be given by its first digits. Whole pesos, debits positive.
-- Reads only.
select *
from (
    select
        booked.stream, booked.line, booked.number, booked.effective, booked.year,
        booked.account, booked.fund, booked.rbd,
        coalesce(booked.sostenedor, {journal_holder}) as sostenedor_rut,
        coalesce(booked.convenio, {journal_convenio}) as convenio_number,
        booked.amount
    from {posting_at} as booked
    where (%(effective)s::date is null or booked.effective <= %(effective)s)
        and (%(from_date)s::date is null or booked.effective >= %(from_date)s)
        and (%(account)s::text is null or starts_with(booked.account, %(account)s))
        and (%(fund)s::text is null or booked.fund = %(fund)s)
        and (%(rbd)s::integer is null or booked.rbd = %(rbd)s)
        and (%(year)s::smallint is null or booked.year = %(year)s)
        and (
            %(sostenedor)s::text is null
            or booked.sostenedor = %(sostenedor)s
            or booked.sostenedor is null
        )
) as found
where (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(convenio)s::integer is null or convenio_number = %(convenio)s)


-- name: journal_shown
-- How a posting (`booked`) shows on each `side` of it: 0 itself, which is the sostenedor's where its bank
-- accounts clear it; 1 what stands for it in the school's books; 2 the counterpart of that in the
-- sostenedor's. Reads only.
    case side.place
        when 0 then booked.line
        else (booked.line - 1) / 4 * 4 + 2 + side.place
    end::smallint as line,
    case side.place when 0 then booked.account else booked.through end as account,
    case
        when side.place = 1 or booked.through is null then booked.rbd
    end as rbd,
    case side.place when 2 then -booked.amount else booked.amount end as amount


-- name: trial_balance
-- Balances of the journal by the dimensions asked for. Debit and credit are the sums of each side, as
-- positive amounts; the balance is their difference. Whole pesos. Reads only.
with fact as (
{journal_books}
),
grouped as (
    select
        {keys},
        coalesce(sum(fact.amount) filter (where fact.amount > 0), 0)::bigint as debit,
        coalesce(-sum(fact.amount) filter (where fact.amount < 0), 0)::bigint as credit,
        sum(fact.amount)::bigint as balance,
        count(*)::integer as postings
    from fact
    {joins}
    group by {ordinals}
)
select {names}, debit, credit, balance, postings
from grouped
order by {names}
limit %(most_groups)s
