-- Entries of the journal, with what follows from elsewhere: the sostenedor and the convenio that their
-- events do not name, and whether they came late by which clock. `number` is the position of their event. Reads only.
select
    number as position, stream, number, event, effective, year, fund, rbd, sostenedor_rut,
    convenio_number, rendered, description, level, late,
    case when edition_on is null then 'import' else 'edition' end as late_by,
    late_recorded, edition_on, known_at
from (
    select
        booked.*, {journal_late} as late, {journal_late_recorded} as late_recorded,
        (select recorded_at from ledger.events where events.position = booked.number) as known_at
    from (
        select
            booked.*, {journal_edition} as edition_on,
            coalesce(booked.sostenedor, {journal_holder}) as sostenedor_rut,
            coalesce(booked.convenio, {journal_convenio}) as convenio_number
        from entry as booked
        where booked.known_from <= %(known)s
            and booked.known_to > %(known)s
            and (%(effective)s::date is null or booked.effective <= %(effective)s)
            and (%(from_date)s::date is null or booked.effective >= %(from_date)s)
            and (
                %(rbd)s::integer is null
                or booked.rbd = %(rbd)s
                -- Those who contract together each have lines of their own in one entry.
                or booked.event like 'ate\_contract.%%' and exists (
                    select from posting
                    where posting.stream = booked.stream
                        and posting.known_from = booked.known_from
                        and posting.number = booked.number
                        and posting.rbd = %(rbd)s
                )
            )
            and (%(year)s::smallint is null or booked.year = %(year)s)
            and (%(event)s::text is null or booked.event = %(event)s)
            and (
                %(sostenedor)s::text is null
                or booked.sostenedor = %(sostenedor)s
                or booked.sostenedor is null
                or booked.event like 'ate\_contract.%%'
            )
            and (
                (
                    %(account)s::text is null
                    and %(fund)s::text is null
                    and %(bank_account)s::text is null
                )
                or exists (
                    -- Postings may begin later than their entry: the opening of a bank account.
                    select from posting
                    where posting.stream = booked.stream
                        and posting.known_from <= %(known)s
                        and posting.known_to > %(known)s
                        and posting.number = booked.number
                        and (
                            %(account)s::text is null
                            or starts_with(account, %(account)s)
                            or starts_with(through, %(account)s)
                        )
                        and (%(fund)s::text is null or posting.fund = %(fund)s)
                        and (
                            %(bank_account)s::text is null
                            or posting.bank_account = %(bank_account)s
                        )
                )
            )
    ) as booked
) as found
where (
    %(sostenedor)s::text is null
    or sostenedor_rut = %(sostenedor)s
    or event like 'ate\_contract.%%' and exists (
        select from posting
        where posting.stream = found.stream
            and posting.number = found.number
            and posting.known_from <= %(known)s
            and posting.known_to > %(known)s
            and posting.sostenedor = %(sostenedor)s
    )
)
    and (%(convenio)s::integer is null or convenio_number = %(convenio)s)
    and (%(late)s::boolean is null or late = %(late)s)
