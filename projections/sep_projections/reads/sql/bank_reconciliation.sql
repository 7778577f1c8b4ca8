-- The conciliación bancaria of an account at the end of a month. Whole pesos. Reads only.
--
-- bank = book + uncashed - in_transit + unidentified_income - unidentified_charges + ahead_of_books
--      + differences
with unit as (
{reconciling_units}
),

statement as (
    select balance, amount, opening, occurred_on, line
    from bank_movement
    where sostenedor = %(sostenedor)s
        and bank_account = %(bank_account)s
        and known_from <= %(known)s
        and known_to > %(known)s
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
        select count(*)::integer from bank_match
        where sostenedor = %(sostenedor)s
            and bank_account = %(bank_account)s
            and month = %(month)s
            and standing = 'proposed'
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as waiting,
    (
        select bool_and(exists (
            select from expenditure
            where expenditure.sostenedor = %(sostenedor)s
                and expenditure.year = stated_year
                and expenditure.subvencion = 'SEP'
                and expenditure.known_from <= %(known)s
                and expenditure.known_to > %(known)s
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
