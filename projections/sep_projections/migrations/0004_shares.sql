-- How an amount is divided among those who bear it. Runs once, recorded by name and hash.

-- The parts of an amount in whole pesos by weights, in their order: each the whole part of its quota,
-- and a peso more to those with the largest remainders (the first of equals) until the parts add up
-- to the amount. Of weights that are all zero the first bears all. A negative amount is divided as
-- its opposite.
create function projections.shares(amount bigint, weights bigint[]) returns bigint[]
language sql immutable strict parallel safe
as $$
    with quota as (
        select
            place, weight, sum(weight) over () as total, abs(amount) * weight::numeric as product
        from unnest(weights) with ordinality as given (weight, place)
    ),
    floored as (
        select
            place, total, div(product, nullif(total, 0)) as whole,
            row_number() over (order by mod(product, nullif(total, 0)) desc, place) as turn
        from quota
    ),
    part as (
        select
            place,
            case
                when total = 0 then case place when 1 then abs(amount) else 0 end
                when turn <= abs(amount) - sum(whole) over () then whole + 1
                else whole
            end as pesos
        from floored
    )
    select array_agg((sign(amount) * pesos)::bigint order by place) from part
$$;
