-- Whether the registry ever told of the adviser of `judged` up to its day, so that it is known that the
-- entry does not hold on it. Reads only.
exists (
    select from ate_provider as entry
    where entry.ate = judged.ate_rut
        and entry.certified_on <= judged.day
        and entry.known_from <= %(known)s
        and entry.known_to > %(known)s
)
or exists (
    select from ate_provider_step as against
    where against.ate = judged.ate_rut
        and against.step in ('removed', 'suspended')
        and against.occurred_on <= judged.day
        and against.known_from <= %(known)s
        and against.known_to > %(known)s
)
