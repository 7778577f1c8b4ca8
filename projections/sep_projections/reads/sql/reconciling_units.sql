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
    from bank_movement
    where sostenedor = %(sostenedor)s
        and known_from <= %(known)s
        and known_to > %(known)s
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
    from bank_match
    where sostenedor = %(sostenedor)s
        and known_from <= %(known)s
        and known_to > %(known)s
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
