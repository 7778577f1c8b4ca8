-- name: schools_held
-- Which sostenedor held a school in a year: what the register says, and where its edition of that
-- year does not say, what the payments of the year say. Reads only.
select sostenedor, rbd, year
from {school_year_at} as school_year
where sostenedor is not null
union
select sostenedor, rbd, year
from {payment_at} as payment
where sostenedor is not null
    and not exists (
        select from {school_year_at} as entry
        where entry.rbd = payment.rbd
            and entry.year = payment.year
            and entry.sostenedor is not null
    )


-- name: sostenedor_name
-- The name of the sostenedor `holder.rut`: of its latest payment, else of its latest document; no
-- other file carries names. Reads only.
(
    select coalesce(
        (
            select sostenedor_name
            from {payment_at} as payment
            where payment.sostenedor = holder.rut
                and sostenedor_name is not null
            order by month desc
            limit 1
        ),
        (
            select sostenedor_name
            from {expenditure_at} as expenditure
            where expenditure.sostenedor = holder.rut
                and sostenedor_name is not null
            order by year desc
            limit 1
        )
    )
)


-- name: sostenedores
-- Every RUT that the register, a payment or a declared document names as sostenedor, with the name
-- that its latest payment, else document, gives. Each source has far more rows than sostenedores, so
-- each is walked from one RUT to the next along its index. Reads only.
with recursive held (rut) as (
    (
        select sostenedor
        from {school_year_at} as school_year
        where sostenedor is not null
        order by sostenedor
        limit 1
    )
    union all
    select following.sostenedor
    from held
    cross join lateral (
        select sostenedor
        from {school_year_at} as school_year
        where sostenedor > held.rut
        order by sostenedor
        limit 1
    ) as following
),
paid (rut) as (
    (
        select sostenedor
        from {payment_at} as payment
        where sostenedor is not null
        order by sostenedor
        limit 1
    )
    union all
    select following.sostenedor
    from paid
    cross join lateral (
        select sostenedor
        from {payment_at} as payment
        where sostenedor > paid.rut
        order by sostenedor
        limit 1
    ) as following
),
declared (rut) as (
    (
        select sostenedor
        from {expenditure_at} as expenditure
        order by sostenedor
        limit 1
    )
    union all
    select following.sostenedor
    from declared
    cross join lateral (
        select sostenedor
        from {expenditure_at} as expenditure
        where sostenedor > declared.rut
        order by sostenedor
        limit 1
    ) as following
),
holder as (
    select rut from held
    union
    select rut from paid
    union
    select rut from declared
)
select rut, {sostenedor_name} as name
from holder
where %(name_contains)s::text is null
    or position(upper(%(name_contains)s) in upper({sostenedor_name})) > 0


-- name: sostenedores_by_rut
-- Sostenedores by RUT, of those that the register, a payment or a declared document names. Reads only.
select holder.rut, {sostenedor_name} as name
from (select distinct unnest(%(ruts)s::text[]) as rut) as holder
where exists (
        select from {school_year_at} as school_year
        where sostenedor = holder.rut
    )
    or exists (
        select from {payment_at} as payment
        where sostenedor = holder.rut
    )
    or exists (
        select from {expenditure_at} as expenditure
        where sostenedor = holder.rut
    )
