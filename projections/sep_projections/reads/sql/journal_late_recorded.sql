-- Whether a journal row (`booked`) was recorded after its books were closed: its school's year and fund
-- by a rendición, or its sostenedor's month, unless reopened before. Reads only.
(
    booked.rendered
    and (
        exists (
            select from closing
            where closing.rbd = booked.rbd
                and closing.year = booked.year
                and closing.fund = coalesce(booked.fund, closing.fund)
                and closing.known_from < booked.number
        )
        or coalesce((
            select closing.closed
            from closing
            where closing.sostenedor = booked.sostenedor_rut
                and closing.month = to_char(booked.effective, 'YYYY-MM')
                and closing.known_from < booked.number
            order by closing.known_from desc
            limit 1
        ), false)
    )
)
