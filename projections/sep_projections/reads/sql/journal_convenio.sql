-- The convenio in force for the school of a journal row (`booked`) on its effective date, of SEP money
-- alone. Reads only.
(
    select max(convenio.number)
    from convenio
    cross join lateral (
{convenio_end}
    ) as lived
    where convenio.rbd = booked.rbd
        and coalesce(booked.fund, 'SEP') = 'SEP'
        and convenio.known_from <= %(known)s
        and convenio.known_to > %(known)s
        and booked.effective >= convenio.from_date
        and booked.effective <= lived.last_day
)
