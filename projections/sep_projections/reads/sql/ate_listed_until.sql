-- Whether it is known that the entry of the adviser of `judged` does not hold on its day: it was removed,
-- suspended, or its certificate ran out in the same year. Of a certificate that ran out before, only a
-- later registry tells that it was not renewed. Reads only.
exists (
    select from ate_provider as entry
    where entry.ate = judged.ate_rut
        and entry.certified_on <= judged.day
        and entry.valid_until + 1 >= date_trunc('year', judged.day)
        and entry.known_from <= %(known)s
        and entry.known_to > %(known)s
)
or {ate_against}
