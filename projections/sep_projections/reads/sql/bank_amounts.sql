-- What was received at the bank and what left it, by sostenedor, school and month of the bank's line.
-- Whole pesos. Reads only.
--
-- An accepted match brings each of its entries to the schools in it, in the month of its last line; what
-- is left of a month's lines belongs to no school (rbd null), so that each month adds up to its lines.
with accepted as (
    select stream, sostenedor, month, lines, entries
    from bank_match
    where known_from <= %(known)s
        and known_to > %(known)s
        and standing in ('automatic', 'confirmed')
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
    inner join payment
        on 'payment:' || payment.month || ':' || payment.rbd = held.entry
    where held.entry like 'payment:%%'
        and payment.known_from <= %(known)s
        and payment.known_to > %(known)s

    union all

    select held.sostenedor, held.month, expenditure.rbd, 0, expenditure.declared
    from held
    inner join expenditure
        on concat_ws(
            ':', 'document', expenditure.sostenedor, expenditure.year,
            expenditure.document_type, coalesce(expenditure.issuer, ''),
            coalesce(expenditure.document_number, expenditure.stream::text)
        ) = held.entry
    where expenditure.subvencion = 'SEP'
        and expenditure.rbd is not null
        and expenditure.known_from <= %(known)s
        and expenditure.known_to > %(known)s
),

at_the_bank as (
    select
        sostenedor, to_char(occurred_on, 'YYYY-MM') as month,
        coalesce(sum(amount) filter (where amount > 0), 0) as received,
        coalesce(-sum(amount) filter (where amount < 0), 0) as paid_out
    from bank_movement
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
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
