-- The convenio in force for the school of a journal row (`booked`) on its effective date, of SEP money
-- alone. Reads only.
(
    select max(convenio.number)
    from convenio
    where convenio.rbd = booked.rbd
        and coalesce(booked.fund, 'SEP') = 'SEP'
        and convenio.known_from <= %(known)s
        and convenio.known_to > %(known)s
        and booked.effective >= convenio.from_date
        and booked.effective <= (
            select least(
                greatest(convenio.to_date, max(step.until) filter (where step.step = 'extended')),
                min(step.occurred_on) filter (where step.step = 'ended')
            )
            from convenio_step as step
            where step.rbd = convenio.rbd
                and step.number = convenio.number
                and step.known_from <= %(known)s
                and step.known_to > %(known)s
        )
)
