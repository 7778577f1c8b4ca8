-- name: bank_amounts
-- What was received at the bank and what left it, by sostenedor, school and month of the bank's line.
-- Whole pesos. Reads only.
--
-- An accepted match brings each of its entries to the schools in it, in the month of its last line; what
-- is left of a month's lines belongs to no school (rbd null), so that each month adds up to its lines.
with accepted as (
    select stream, sostenedor, month, lines, entries
    from {bank_match_at} as bank_match
    where standing in ('automatic', 'confirmed')
        and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
),

held as (
    select sostenedor, month, unnest(entries) as entry from accepted
),

of_school as (
    select
        held.sostenedor, held.month, substring(held.entry from '[^:]+$')::integer as rbd,
        payment.sep_total as received, 0::bigint as paid_out
    from held
    inner join {payment_at} as payment
        on 'payment:' || payment.month || ':' || payment.rbd = held.entry
    where held.entry like 'payment:%%'

    union all

    select held.sostenedor, held.month, expenditure.rbd, 0, expenditure.declared
    from held
    inner join {expenditure_at} as expenditure
        on concat_ws(
            ':', 'document', expenditure.sostenedor, expenditure.year,
            expenditure.document_type, coalesce(expenditure.issuer, ''),
            coalesce(expenditure.document_number, expenditure.stream::text)
        ) = held.entry
    where expenditure.subvencion = 'SEP'
        and expenditure.rbd is not null
),

at_the_bank as (
    select
        sostenedor, to_char(occurred_on, 'YYYY-MM') as month,
        coalesce(sum(amount) filter (where amount > 0), 0) as received,
        coalesce(-sum(amount) filter (where amount < 0), 0) as paid_out
    from {bank_movement_at} as bank_movement
    where (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    group by 1, 2
),

by_school as (
    select sostenedor, month, rbd, sum(received) as received, sum(paid_out) as paid_out
    from of_school
    group by 1, 2, 3
)

select
    sostenedor as sostenedor_rut, month, coalesce(rbd, 0) as school, rbd,
    received::bigint as received, paid_out::bigint as paid_out
from (
    select sostenedor, month, rbd, received, paid_out from by_school

    union all

    select
        sostenedor, month, null,
        at_the_bank.received - coalesce(sum(by_school.received), 0),
        at_the_bank.paid_out - coalesce(sum(by_school.paid_out), 0)
    from at_the_bank
    left join by_school using (sostenedor, month)
    group by sostenedor, month, at_the_bank.received, at_the_bank.paid_out
) as amount
where (received <> 0 or paid_out <> 0)
    and (%(year)s::smallint is null or left(month, 4) = %(year)s::text)


-- name: bank_matches
-- Matches of bank lines with book entries, each as it stands. Whole pesos. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, bank_account, month, standing,
    occurred_on, bank_amount, book_amount, bank_amount - book_amount as difference, confidence,
    reasons, refusal
from {bank_match_at} as bank_match
where (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    and (%(bank_account)s::text is null or bank_account = %(bank_account)s)
    and (%(month)s::text is null or month = %(month)s)
    and (%(standing)s::text is null or standing = %(standing)s)


-- name: bank_reconciliation
-- The conciliación bancaria of an account at the end of a month. Whole pesos. Reads only.
--
-- bank = book + uncashed - in_transit + unidentified_income - unidentified_charges + ahead_of_books
--      + differences
with unit as (
{reconciling_units}
),

statement as (
    select balance, amount, opening, occurred_on, line
    from {bank_movement_at} as bank_movement
    where sostenedor = %(sostenedor)s
        and bank_account = %(bank_account)s
),

opening as (
    select coalesce(
        (
            select coalesce(opening, balance - amount)
            from statement
            order by occurred_on, line
            limit 1
        ),
        0
    ) as amount
),

stated as (
    select balance
    from statement
    where occurred_on < to_date(%(month)s, 'YYYY-MM') + interval '1 month'
    order by occurred_on desc, line desc
    limit 1
),

added as (
    select
        coalesce(sum(bank_amount), 0)::bigint as bank,
        coalesce(sum(book_amount), 0)::bigint as book,
        coalesce(-sum(book_amount) filter (where kind = 'uncashed'), 0)::bigint as uncashed,
        coalesce(sum(book_amount) filter (where kind = 'in_transit'), 0)::bigint as in_transit,
        coalesce(sum(bank_amount) filter (where kind = 'unidentified_income'), 0)::bigint
            as unidentified_income,
        coalesce(-sum(bank_amount) filter (where kind = 'unidentified_charge'), 0)::bigint
            as unidentified_charges,
        coalesce(sum(bank_amount) filter (where kind = 'ahead_of_books'), 0)::bigint
            as ahead_of_books,
        coalesce(sum(bank_amount - book_amount) filter (where kind = 'difference'), 0)::bigint
            as differences
    from unit
)

select
    %(sostenedor)s::text as sostenedor_rut,
    %(bank_account)s::text as bank_account,
    %(month)s::text as month,
    opening.amount + added.bank as bank_balance,
    opening.amount + added.book as book_balance,
    uncashed, in_transit, unidentified_income, unidentified_charges, ahead_of_books, differences,
    unidentified_income - unidentified_charges + ahead_of_books + differences as unexplained,
    stated.balance as stated_balance,
    stated.balance - opening.amount - added.bank as statement_gap,
    (
        select count(*)::integer from {bank_match_at} as bank_match
        where sostenedor = %(sostenedor)s
            and bank_account = %(bank_account)s
            and month = %(month)s
            and standing = 'proposed'
    ) as waiting,
    (
        select bool_and(exists (
            select from {expenditure_at} as expenditure
            where expenditure.sostenedor = %(sostenedor)s
                and expenditure.year = stated_year
                and expenditure.subvencion = 'SEP'
        ))
        from generate_series(
            (select extract(year from min(occurred_on))::integer from statement),
            left(%(month)s, 4)::integer
        ) as stated_year
    ) is true as books_known,
    (
        select step = 'closed' from reconciliation_step
        where sostenedor = %(sostenedor)s
            and bank_account = %(bank_account)s
            and month = %(month)s
            and known_from <= %(known)s
        order by known_from desc
        limit 1
    ) is true as closed
from added
cross join opening
left join stated on true
where exists (select from statement)


-- name: book_entries
-- What the books expect at the bank: the ministry's SEP payments, and declared documents and payments
-- to advisers that the SEP bears. A document divided among schools is one entry. An adviser's payment
-- counts only while no declared document of that adviser has its number; those who contract together
-- each expect their share. Whole pesos, money out negative. Reads only.
select
    'payment:' || month || ':' || rbd as entry,
    'payment' as kind,
    sostenedor_rut,
    to_date(month, 'YYYY-MM') as day,
    (to_date(month, 'YYYY-MM') + interval '1 month - 1 day')::date as last_day,
    sep_total as amount,
    '' as document,
    null as payee,
    array[rbd] as rbds,
    array[position] as positions
from (
{sostenedor_payments}
) as paid
where sep_total <> 0

union all

select
    concat_ws(
        ':', 'document', sostenedor, year, document_type, coalesce(issuer, ''),
        coalesce(document_number, stream::text)
    ),
    'document',
    sostenedor,
    min(coalesce(paid_on, issued_on, make_date(year, 12, 31))),
    min(coalesce(paid_on, issued_on, make_date(year, 12, 31))),
    -sum(declared)::bigint,
    coalesce(document_number, ''),
    issuer,
    coalesce(array_agg(distinct rbd order by rbd) filter (where rbd is not null), '{{}}'),
    array_agg(known_from order by known_from)
from {expenditure_at} as expenditure
where subvencion = 'SEP'
    and (%(year)s::smallint is null or year = %(year)s)
group by
    sostenedor, year, document_type, issuer, document_number,
    coalesce(document_number, stream::text)
having sum(declared) <> 0

union all

select
    concat_ws(
        ':', 'ate_payment', share.contract, share.payment,
        case when share.place > 1 then share.sostenedor_rut end
    ),
    'ate_payment',
    share.sostenedor_rut,
    paid.paid_on,
    paid.paid_on,
    -share.amount,
    coalesce(paid.document_number, ''),
    agreed.ate,
    share.rbds,
    array[paid.known_from]
from (
    select
        contract, payment, sostenedor_rut, min(place) as place, sum(amount)::bigint as amount,
        array_agg(rbd order by rbd) as rbds
    from (
{ate_payment_shares}
    ) as part
    group by contract, payment, sostenedor_rut
) as share
inner join {ate_contract_payment_at} as paid using (contract, payment)
inner join {ate_contract_at} as agreed using (contract)
where paid.subvencion = 'SEP'
    and share.amount <> 0
    and (%(year)s::smallint is null or extract(year from paid.paid_on) = %(year)s)
    and not exists (
        select from {expenditure_at} as expenditure
        where expenditure.issuer = agreed.ate
            and expenditure.document_number = paid.document_number
            and expenditure.subvencion = 'SEP'
            and expenditure.sostenedor = share.sostenedor_rut
    )


-- name: entries_of_matches
-- The book entries in each match, refused ones included. Whole pesos. Reads only.
with booked as not materialized (
{book_entries}
)
select
    bank_match.stream as match, booked.entry, booked.kind, booked.sostenedor_rut, booked.day,
    booked.last_day, booked.amount, booked.document, booked.payee, booked.rbds, booked.positions
from {bank_match_at} as bank_match
cross join unnest(bank_match.entries) as held (entry)
inner join booked
    on booked.entry = held.entry
    and booked.sostenedor_rut = bank_match.sostenedor


-- name: lines_of_matches
-- The bank's lines in each match, refused ones included. Whole pesos. Reads only.
select
    bank_match.stream as match, bank_movement.known_from as position, bank_movement.stream,
    bank_movement.sostenedor as sostenedor_rut, bank_movement.bank_account,
    bank_movement.occurred_on, bank_movement.line, bank_movement.text, bank_movement.reference,
    bank_movement.amount, bank_movement.balance
from {bank_match_at} as bank_match
cross join unnest(bank_match.lines) as held (line)
inner join {bank_movement_at} as bank_movement on bank_movement.stream = held.line


-- name: ministry_deposits
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
    from {bank_match_at} as bank_match
    where standing in ('automatic', 'confirmed')
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
    inner join {bank_movement_at} as movement on movement.stream = held.line
    group by accepted.stream
),

stated as (
    select distinct sostenedor, date_trunc('month', occurred_on)::date as month
    from {bank_movement_at} as bank_movement
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
                        select sostenedor from {bank_match_at} as bank_match
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


-- name: open_bank_lines
-- Lines of bank statements that are in no match. Whole pesos. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, bank_account, sep_only,
    occurred_on, line, text, reference, amount, balance
from {bank_movement_at} as bank_movement
where not exists (
        select from {matched_line_at} as matched_line
        where matched_line.line = bank_movement.stream
    )
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)


-- name: open_book_entries
-- What the books expect at the bank and no match holds. Whole pesos. Reads only.
with booked as not materialized (
{book_entries}
)
select
    entry, kind, sostenedor_rut, day, last_day, amount, document, payee, rbds, positions
from booked
where not exists (
    select from {matched_entry_at} as matched_entry
    where matched_entry.entry = booked.entry
)
    and (%(sostenedor)s::text is null or booked.sostenedor_rut = %(sostenedor)s)


-- name: own_transfers
-- Transfers between a sostenedor's own accounts, and charges that say they are one while no account of
-- its own shows the money; restored where the same amount comes back to the account it left, else out
-- until the last line before a month without any. Only lines in no match. Whole pesos. Reads only.
with open_line as (
{open_bank_lines}
),

charge as (
    select
        *, row_number() over (
            partition by sostenedor_rut, amount, occurred_on order by bank_account, line
        ) as rank
    from open_line
    where amount < 0
),

credit as (
    select
        *, row_number() over (
            partition by sostenedor_rut, amount, occurred_on order by bank_account, line
        ) as rank
    from open_line
    where amount > 0
),

-- The statements of an account, in spells of months that follow each other.
stated as (
    select
        sostenedor, bank_account, month, last_on,
        month - row_number() over (partition by sostenedor, bank_account order by month) as spell
    from (
        select
            sostenedor, bank_account, max(occurred_on) as last_on,
            (extract(year from occurred_on) * 12 + extract(month from occurred_on))::integer as month
        from {bank_movement_at} as bank_movement
        where (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
        group by
            sostenedor, bank_account,
            (extract(year from occurred_on) * 12 + extract(month from occurred_on))::integer
    ) as monthly
),

spell as (
    select
        sostenedor, bank_account, month,
        max(last_on) over (partition by sostenedor, bank_account, spell) as last_on
    from stated
)

select
    charge.position, charge.stream, charge.sostenedor_rut, charge.bank_account as from_account,
    credit.bank_account as to_account, charge.occurred_on, charge.text, -charge.amount as amount,
    charge.sep_only as from_sep, credit.sep_only as to_sep,
    restored.occurred_on as restored_on,
    restored.occurred_on - charge.occurred_on as days_out,
    greatest(charge.occurred_on, least(restored.occurred_on - 1, spell.last_on)) as out_until
from charge
inner join spell
    on spell.sostenedor = charge.sostenedor_rut
    and spell.bank_account = charge.bank_account
    and spell.month = extract(year from charge.occurred_on) * 12
        + extract(month from charge.occurred_on)
left join credit
    on credit.sostenedor_rut = charge.sostenedor_rut
    and credit.amount = -charge.amount
    and credit.occurred_on = charge.occurred_on
    and credit.rank = charge.rank
    and credit.bank_account <> charge.bank_account
left join lateral (
    select min(back.occurred_on) as occurred_on
    from credit as back
    where back.sostenedor_rut = charge.sostenedor_rut
        and back.bank_account = charge.bank_account
        and back.amount = -charge.amount
        and back.occurred_on > charge.occurred_on
) as restored on true
where (%(sostenedor)s::text is null or charge.sostenedor_rut = %(sostenedor)s)
    and (credit.stream is not null or charge.text ~* 'tra(s|ns)(paso|f).*(cuenta|propi)')


-- name: reconciling_items
-- What stands between the bank and the books of an account at the end of a month. Whole pesos, as each
-- changes the bank's balance against the books'. Reads only.
with unit as (
{reconciling_units}
)
select
    unit as item, kind, day, said, case when is_matched then unit::uuid end as match,
    (coalesce(bank_amount, 0) - coalesce(book_amount, 0))::bigint as amount
from unit
where kind <> 'difference'
    or bank_amount <> book_amount


-- name: reconciling_units
-- What a bank account and the books show up to the end of a month, joined where an accepted match joins
-- it: one row for each match, and for each line and entry in none. Whole pesos. Reads only.
--
-- An entry belongs to the account of its match; in none, to the account that its sostenedor dedicates
-- to SEP (Ley 20.248 art 33 bis), the busiest where there are several.
with booked as not materialized (
{book_entries}
),

moved as (
    select stream, bank_account, sep_only, occurred_on, line, text, amount, balance
    from {bank_movement_at} as bank_movement
    where sostenedor = %(sostenedor)s
),

main_account as (
    select bank_account
    from moved
    group by bank_account
    order by bool_and(sep_only) desc, count(*) desc, bank_account
    limit 1
),

accepted as (
    select stream, bank_account, lines, entries
    from {bank_match_at} as bank_match
    where sostenedor = %(sostenedor)s
        and standing in ('automatic', 'confirmed')
),

at_the_bank as (
    select
        coalesce(accepted.stream::text, moved.stream::text) as unit, moved.amount,
        accepted.stream is not null as is_matched, moved.occurred_on, moved.text
    from moved
    left join (select stream, unnest(lines) as line from accepted) as accepted
        on accepted.line = moved.stream
    where moved.bank_account = %(bank_account)s
        and moved.occurred_on < to_date(%(month)s, 'YYYY-MM') + interval '1 month'
),

in_the_books as (
    select
        coalesce(accepted.stream::text, booked.entry) as unit, booked.amount,
        accepted.stream is not null as is_matched, booked.last_day, booked.entry
    from booked
    left join (select stream, bank_account, unnest(entries) as entry from accepted) as accepted
        on accepted.entry = booked.entry
    where booked.sostenedor_rut = %(sostenedor)s
        and booked.last_day < to_date(%(month)s, 'YYYY-MM') + interval '1 month'
        and coalesce(accepted.bank_account, (select bank_account from main_account))
            = %(bank_account)s
)

select
    unit,
    coalesce(bank.is_matched, book.is_matched) as is_matched,
    least(bank.day, book.day) as day,
    coalesce(bank.said, book.said) as said,
    bank.amount as bank_amount,
    book.amount as book_amount,
    case
        when bank.amount is not null and book.amount is not null then 'difference'
        when bank.amount is null and book.amount < 0 then 'uncashed'
        when bank.amount is null then 'in_transit'
        when bank.is_matched then 'ahead_of_books'
        when bank.amount < 0 then 'unidentified_charge'
        else 'unidentified_income'
    end as kind
from (
    select
        unit, sum(amount)::bigint as amount, bool_or(is_matched) as is_matched,
        min(occurred_on) as day, min(text) as said
    from at_the_bank
    group by unit
) as bank
full join (
    select
        unit, sum(amount)::bigint as amount, bool_or(is_matched) as is_matched,
        min(last_day) as day, min(entry) as said
    from in_the_books
    group by unit
) as book using (unit)
