-- Whether a convenio of the school was signed and in force, extensions counted, on the day on which an
-- `expenditure` was paid, else issued. Reads only.
exists (
    select from convenio
    cross join lateral (
{convenio_end}
    ) as lived
    where convenio.rbd = expenditure.rbd
        and convenio.known_from <= %(known)s
        and convenio.known_to > %(known)s
        and coalesce(expenditure.paid_on, expenditure.issued_on)
            >= greatest(convenio.signed_on, convenio.from_date)
        and coalesce(expenditure.paid_on, expenditure.issued_on) <= lived.last_day
)
