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
    from posting as booked
    where booked.known_from <= %(known)s
        and booked.known_to > %(known)s
        and (%(effective)s::date is null or booked.effective <= %(effective)s)
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
