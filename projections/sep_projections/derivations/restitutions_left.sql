-- Convenios that no other took over, with the money of their terms, of some schools or of all; and whether
-- payments of every month and documents of every year of the term are known. Reads only.
select
    term.*,
    (
        select count(distinct payment.month)
        from payment
        where payment.rbd = term.rbd
            and payment.month
                between to_char(term.from_date, 'YYYY-MM') and to_char(term.last_day, 'YYYY-MM')
            and payment.known_from <= %(known)s
            and payment.known_to > %(known)s
    ) = 1
        + 12 * (extract(year from term.last_day) - extract(year from term.from_date))
        + extract(month from term.last_day) - extract(month from term.from_date)
    and (
        select count(distinct expenditure.year)
        from expenditure
        where expenditure.rbd = term.rbd
            and expenditure.subvencion = 'SEP'
            and expenditure.year
                between extract(year from term.from_date) and extract(year from term.last_day)
            and expenditure.known_from <= %(known)s
            and expenditure.known_to > %(known)s
    ) = 1 + extract(year from term.last_day) - extract(year from term.from_date) as covered
from (
{convenio_terms}
) as term
where renewed_on is null
    and (%(schools)s::integer[] is null or rbd = any (%(schools)s::integer[]))
order by rbd, number
