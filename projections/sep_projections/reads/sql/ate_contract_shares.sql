-- What each of those who contract together bears: of the contract as signed and as last amended, and
-- of its payments, each divided by what they bear as signed. A contract of one is borne by that one.
-- Whole pesos. Reads only.
with bearer as materialized (
{ate_bearers}
),
bearing as (
    select contract, array_agg(weight order by place) as weights from bearer group by contract
),
amended as (
    select distinct on (contract) contract, amount
    from ate_contract_step
    where step = 'amended'
        and known_from <= %(known)s
        and known_to > %(known)s
    order by contract, occurred_on desc
)
select
    bearer.position, bearer.stream, bearer.contract, bearer.place,
    bearer.sostenedor as sostenedor_rut, bearer.rbd, bearer.since,
    (projections.shares(signed.amount, bearing.weights))[bearer.place] as amount,
    (projections.shares(coalesce(amended.amount, signed.amount), bearing.weights))[bearer.place]
        as committed,
    coalesce(money.paid, 0)::bigint as paid
from bearer
inner join bearing using (contract)
inner join ate_contract as signed
    on signed.contract = bearer.contract
    and signed.known_from <= %(known)s
    and signed.known_to > %(known)s
left join amended on amended.contract = bearer.contract
left join lateral (
    select sum((projections.shares(payment.amount, bearing.weights))[bearer.place]) as paid
    from ate_contract_payment as payment
    where payment.contract = bearer.contract
        and payment.known_from <= %(known)s
        and payment.known_to > %(known)s
) as money on true
where (%(contract)s::text is null or bearer.contract = %(contract)s)
    and (%(rbd)s::integer is null or bearer.rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or bearer.sostenedor = %(sostenedor)s)
    and (
        %(joint)s::boolean is null
        or (array_length(bearing.weights, 1) > 1) = %(joint)s
    )
