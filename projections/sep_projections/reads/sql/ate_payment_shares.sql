-- What each of those who contract together bears of a payment. Whole pesos. Reads only.
with bearer as materialized (
{ate_bearers}
),
bearing as (
    select contract, array_agg(weight order by place) as weights from bearer group by contract
)
select
    payment.contract, payment.payment, bearer.place, bearer.sostenedor as sostenedor_rut, bearer.rbd,
    (projections.shares(payment.amount, bearing.weights))[bearer.place] as amount
from ate_contract_payment as payment
inner join bearing using (contract)
inner join bearer using (contract)
where payment.known_from <= %(known)s
    and payment.known_to > %(known)s
