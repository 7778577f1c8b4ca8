-- The postings of a part of the journal with their entries, in the order in which a journal is read,
-- each with the file and row that its event came from. Whole pesos, debits positive. Reads only.
select
    found.number, found.line, found.effective, found.year, entry.event, entry.description,
    found.account, found.fund, found.rbd, found.sostenedor_rut, found.convenio_number,
    found.amount,
    {journal_late} as late,
    source.file_name, source.file_row
from (
{journal_postings}
) as found
join entry
    on entry.stream = found.stream
    and entry.number = found.number
    and entry.known_from <= %(known)s
    and entry.known_to > %(known)s
cross join lateral (
    select
        entry.rendered, found.rbd, found.year, found.fund, found.number, found.effective,
        found.sostenedor_rut
) as booked
left join lateral (
    select given ->> 'name' as file_name, (given ->> 'row')::integer as file_row
    from (
        select convert_from(events.metadata, 'UTF8')::jsonb -> 'source' as given
        from ledger.events
        where events.position = found.number
    ) as provenance
) as source on true
order by found.effective, found.number, found.line
