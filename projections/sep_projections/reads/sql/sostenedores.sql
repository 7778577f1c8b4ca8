-- Every RUT that the register, a payment or a declared document names as sostenedor, with the name
-- that its latest payment, else document, gives. Reads only.
with holders as (
    select sostenedor as rut
    from school_year
    where known_from <= %(known)s
        and known_to > %(known)s
        and sostenedor is not null
    union
    select sostenedor
    from payment
    where known_from <= %(known)s
        and known_to > %(known)s
        and sostenedor is not null
    union
    select sostenedor
    from expenditure
    where known_from <= %(known)s
        and known_to > %(known)s
),
named as (
    select
        holders.rut,
        coalesce(
            (
                select sostenedor_name
                from payment
                where payment.sostenedor = holders.rut
                    and sostenedor_name is not null
                    and known_from <= %(known)s
                    and known_to > %(known)s
                order by month desc
                limit 1
            ),
            (
                select sostenedor_name
                from expenditure
                where expenditure.sostenedor = holders.rut
                    and sostenedor_name is not null
                    and known_from <= %(known)s
                    and known_to > %(known)s
                order by year desc
                limit 1
            )
        ) as name
    from holders
    where %(ruts)s::text[] is null or holders.rut = any (%(ruts)s)
)
select rut, name
from named
where %(name_contains)s::text is null or position(upper(%(name_contains)s) in upper(name)) > 0
