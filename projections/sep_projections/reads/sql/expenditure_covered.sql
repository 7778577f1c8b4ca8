-- Whether a convenio of the school was signed and in force, extensions counted, on the day on which an
-- `expenditure` was paid, else issued. Reads only.
exists (
    select from convenio
    where convenio.rbd = expenditure.rbd
        and convenio.known_from <= %(known)s
        and convenio.known_to > %(known)s
        and coalesce(expenditure.paid_on, expenditure.issued_on)
            >= greatest(convenio.signed_on, convenio.from_date)
        and coalesce(expenditure.paid_on, expenditure.issued_on) <= (
            select
                coalesce(
                    min(step.occurred_on) filter (where step.step = 'ended'),
                    greatest(
                        convenio.to_date, max(step.until) filter (where step.step = 'extended')
                    )
                )
            from convenio_step as step
            where step.rbd = convenio.rbd
                and step.number = convenio.number
                and step.known_from <= %(known)s
                and step.known_to > %(known)s
        )
)
