-- Who held the school of a journal row (`booked`) in its year: what the register says, else what the
-- payments of the year say. Reads only.
coalesce(
    (
        select max(school_year.sostenedor)
        from school_year
        where school_year.rbd = booked.rbd
            and school_year.year = booked.year
            and school_year.known_from <= %(known)s
            and school_year.known_to > %(known)s
    ),
    (
        select max(payment.sostenedor)
        from payment
        where payment.rbd = booked.rbd
            and payment.year = booked.year
            and payment.known_from <= %(known)s
            and payment.known_to > %(known)s
    )
)
