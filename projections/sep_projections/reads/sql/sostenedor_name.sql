-- The name of the sostenedor `holder.rut`: of its latest payment, else of its latest document; no
-- other file carries names. Reads only.
(
    select coalesce(
        (
            select sostenedor_name
            from payment
            where payment.sostenedor = holder.rut
                and sostenedor_name is not null
                and known_from <= %(known)s
                and known_to > %(known)s
            order by month desc
            limit 1
        ),
        (
            select sostenedor_name
            from expenditure
            where expenditure.sostenedor = holder.rut
                and sostenedor_name is not null
                and known_from <= %(known)s
                and known_to > %(known)s
            order by year desc
            limit 1
        )
    )
)
