-- Contracts with advisers at each school, those who contract together each with what they bear, and
-- the first and last school year at whose SIMCE the adviser was at work: the test is taken in October
-- and November, so a contract that begins on 1 October or later was not at work before that year's
-- test, and one that ends before 1 October has left when it is taken. Where last_test is before
-- first_test, no test fell into the contract. Whole pesos. Reads only.
with bearer as materialized (
{ate_bearers}
),
bearing as (
    select contract, array_agg(weight order by place) as weights, count(*) as bearers
    from bearer
    group by contract
),
stated as (
    select
        contract,
        (array_agg(amount order by occurred_on desc) filter (where step = 'amended'))[1]
            as amended,
        min(occurred_on) filter (where step = 'ended') as ended_on
    from ate_contract_step
    where known_from <= %(known)s
        and known_to > %(known)s
    group by contract
),
borne as (
    select
        payment.contract, bearer.place,
        sum(part.amount)::bigint as paid,
        sum(part.amount) filter (where payment.subvencion = 'SEP')::bigint as paid_from_sep
    from ate_contract_payment as payment
    join bearing using (contract)
    join bearer using (contract)
    cross join lateral (
        select
            case bearing.bearers
                when 1 then payment.amount
                else (projections.shares(payment.amount, bearing.weights))[bearer.place]
            end as amount
    ) as part
    where payment.known_from <= %(known)s
        and payment.known_to > %(known)s
    group by payment.contract, bearer.place
)
select
    signed.contract, signed.ate as ate_rut, signed.subject as contract_type, bearer.rbd,
    signed.starts_on, lasting.ends_on,
    extract(year from signed.starts_on)::integer
        + (extract(month from signed.starts_on) >= 10)::integer as first_test,
    extract(year from lasting.ends_on)::integer
        - (extract(month from lasting.ends_on) < 10)::integer as last_test,
    case bearing.bearers
        when 1 then agreed.amount
        else (projections.shares(agreed.amount, bearing.weights))[bearer.place]
    end as committed,
    coalesce(borne.paid, 0) as paid,
    coalesce(borne.paid_from_sep, 0) as paid_from_sep
from ate_contract as signed
join bearing using (contract)
join bearer using (contract)
left join stated using (contract)
left join borne
    on borne.contract = bearer.contract
    and borne.place = bearer.place
cross join lateral (select coalesce(stated.ended_on, signed.ends_on) as ends_on) as lasting
cross join lateral (select coalesce(stated.amended, signed.amount) as amount) as agreed
where signed.known_from <= %(known)s
    and signed.known_to > %(known)s
    and bearer.rbd is not null
