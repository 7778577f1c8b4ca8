-- Whether a removal or a suspension holds against the adviser of `judged` on its day, nothing having
-- reinstated it since. Reads only.
exists (
    select from ate_provider_step as against
    where against.ate = judged.ate_rut
        and against.occurred_on <= judged.day
        and (
            against.step = 'removed'
            or (against.step = 'suspended' and coalesce(against.until >= judged.day, true))
        )
        and against.known_from <= %(known)s
        and against.known_to > %(known)s
        and not exists (
            select from ate_provider_step as again
            where again.ate = against.ate
                and again.step = 'reinstated'
                and again.occurred_on <= judged.day
                and (again.occurred_on, again.known_from)
                    > (against.occurred_on, against.known_from)
                and again.known_from <= %(known)s
                and again.known_to > %(known)s
        )
)
