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
        from posting as booked
        where booked.known_from <= %(known)s
            and booked.known_to > %(known)s
            and (%(effective)s::date is null or booked.effective <= %(effective)s)
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
