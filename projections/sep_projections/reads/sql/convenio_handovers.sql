-- The days on which a convenio passed to another sostenedor with its school, as its steps say, or as
-- the register shows from one year to the next where no step says it; and what had moved in the term
-- by then. Whole pesos. Reads only.
with term as not materialized (
{convenio_terms}
),
told as (
    select distinct on (term.rbd, term.number, step.occurred_on)
        term.*, step.occurred_on as day, step.sostenedor as to_rut
    from term
    inner join convenio_step as step
        on step.rbd = term.rbd
        and step.number = term.number
        and step.step = 'transferred'
        and step.occurred_on between term.from_date and term.last_day
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
    order by term.rbd, term.number, step.occurred_on, step.known_from desc
),
shown as (
    select term.*, make_date(edition.year, 1, 1) as day, edition.sostenedor as to_rut
    from term
    cross join lateral (
        select year, sostenedor, lag(sostenedor) over (order by year) as from_rut
        from school_year
        where school_year.rbd = term.rbd
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as edition
    where edition.from_rut <> edition.sostenedor
        and make_date(edition.year, 1, 1) between term.from_date and term.last_day
        and not exists (
            select from convenio_step as step
            where step.rbd = term.rbd
                and step.step = 'transferred'
                and step.sostenedor = edition.sostenedor
                and step.known_from <= %(known)s
                and step.known_to > %(known)s
        )
),
handover as (
    select * from told
    union all
    select * from shown
)
select
    rbd, number, day, signed_by, to_rut, coalesce(brought, opening) as start,
    coalesce(moved.paid, 0)::bigint as paid, coalesce(spent.declared, 0)::bigint as declared,
    coalesce(review.rejected, 0)::bigint as rejected
from handover
cross join lateral (
    -- The payment of a month belongs to who holds the school when it begins.
    select sum(sep_total) as paid
    from payment
    where payment.rbd = handover.rbd
        and month >= greatest(first_month, to_char(counted_from, 'YYYY-MM'))
        and month < to_char(day, 'YYYY-MM')
        and known_from <= %(known)s
        and known_to > %(known)s
) as moved
cross join lateral (
    select sum(declared) as declared
    from expenditure
    where expenditure.rbd = handover.rbd
        and subvencion = 'SEP'
        and coalesce(paid_on, issued_on, make_date(year, 12, 31)) >= greatest(from_date, counted_from)
        and coalesce(paid_on, issued_on, make_date(year, 12, 31)) < day
        and known_from <= %(known)s
        and known_to > %(known)s
) as spent
cross join lateral (
    select sum(rejected) as rejected
    from (
        select distinct on (year) rejected
        from rendicion_step
        where rendicion_step.rbd = handover.rbd
            and subvencion = 'SEP'
            and step = 'reviewed'
            and make_date(year, 12, 31) >= greatest(from_date, counted_from)
            and make_date(year, 12, 31) < day
            and known_from <= %(known)s
            and known_to > %(known)s
        order by year, occurred_on desc, known_from desc
    ) as last
) as review
