-- Every RUT that the register, a payment or a declared document names as sostenedor, with the name
-- that its latest payment, else document, gives. Each source has far more rows than sostenedores, so
-- each is walked from one RUT to the next along its index. Reads only.
with recursive held (rut) as (
    (
        select sostenedor
        from school_year
        where known_from <= %(known)s
            and known_to > %(known)s
            and sostenedor is not null
        order by sostenedor
        limit 1
    )
    union all
    select following.sostenedor
    from held
    cross join lateral (
        select sostenedor
        from school_year
        where sostenedor > held.rut
            and known_from <= %(known)s
            and known_to > %(known)s
        order by sostenedor
        limit 1
    ) as following
),
paid (rut) as (
    (
        select sostenedor
        from payment
        where known_from <= %(known)s
            and known_to > %(known)s
            and sostenedor is not null
        order by sostenedor
        limit 1
    )
    union all
    select following.sostenedor
    from paid
    cross join lateral (
        select sostenedor
        from payment
        where sostenedor > paid.rut
            and known_from <= %(known)s
            and known_to > %(known)s
        order by sostenedor
        limit 1
    ) as following
),
declared (rut) as (
    (
        select sostenedor
        from expenditure
        where known_from <= %(known)s
            and known_to > %(known)s
        order by sostenedor
        limit 1
    )
    union all
    select following.sostenedor
    from declared
    cross join lateral (
        select sostenedor
        from expenditure
        where sostenedor > declared.rut
            and known_from <= %(known)s
            and known_to > %(known)s
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
