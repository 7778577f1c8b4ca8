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
from expenditure
where known_from <= %(known)s
    and known_to > %(known)s
    and subvencion = 'SEP'
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
inner join ate_contract_payment as paid using (contract, payment)
inner join ate_contract as agreed using (contract)
where paid.known_from <= %(known)s
    and paid.known_to > %(known)s
    and agreed.known_from <= %(known)s
    and agreed.known_to > %(known)s
    and paid.subvencion = 'SEP'
    and share.amount <> 0
    and (%(year)s::smallint is null or extract(year from paid.paid_on) = %(year)s)
    and not exists (
        select from expenditure
        where expenditure.known_from <= %(known)s
            and expenditure.known_to > %(known)s
            and expenditure.issuer = agreed.ate
            and expenditure.document_number = paid.document_number
            and expenditure.subvencion = 'SEP'
            and expenditure.sostenedor = share.sostenedor_rut
    )
