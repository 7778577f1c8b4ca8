-- Whether files tell of the tenders of the sostenedor of `signed` in the year of its signing, so that one
-- that they do not tell of is not there. What was tendered by command tells of itself only. Reads only.
exists (
    select from ate_tender as other
    where other.sostenedor = signed.sostenedor
        and other.announced_on >= date_trunc('year', signed.signed_on)
        and other.announced_on < date_trunc('year', signed.signed_on) + interval '1 year'
        and other.known_from <= %(known)s
        and other.known_to > %(known)s
        and not exists (
            select from ate_tender_step as step
            where step.tender = other.tender
                and step.step = 'terms_approved'
                and step.known_from <= %(known)s
                and step.known_to > %(known)s
        )
)
