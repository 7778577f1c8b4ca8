-- Whether the registry lists the adviser of `judged` on its day: a certificate covers it, and no
-- removal or suspension takes that away. Reads only.
exists (
    select from ate_provider as certificate
    where certificate.ate = judged.ate_rut
        and certificate.certified_on <= judged.day
        and coalesce(certificate.valid_until >= judged.day, true)
        and certificate.known_from <= %(known)s
        and certificate.known_to > %(known)s
)
and not {ate_against}
