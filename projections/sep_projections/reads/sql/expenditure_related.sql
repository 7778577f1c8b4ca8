-- Whether an `expenditure` was paid to a person or company that its sostenedor had declared as related on
-- the day on which it was paid, else issued, else at the end of its year. Reads only.
exists (
    select from related_party
    where related_party.sostenedor = expenditure.sostenedor
        and related_party.related = expenditure.issuer
        and related_party.known_from <= %(known)s
        and related_party.known_to > %(known)s
        and coalesce(
            expenditure.paid_on, expenditure.issued_on, make_date(expenditure.year, 12, 31)
        ) between related_party.since and coalesce(related_party.until, 'infinity')
)
