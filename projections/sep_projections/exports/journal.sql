-- name: journal_export
-- The postings of a part of the journal with their entries, in the order in which a journal is read,
-- each with the file and row that its event came from. Whole pesos, debits positive. Reads only.
select
    line.number, line.line, line.effective, line.year, line.event, line.description, line.account,
    line.fund, line.rbd, line.sostenedor_rut, line.convenio_number, line.bank_account, line.amount,
    {journal_late} as late,
    case when line.edition_on is null then 'importación' else 'edición' end as late_by,
    line.edition_on, line.file_name, line.file_row
from (
    select
        found.*, entry.event, entry.description, entry.rendered, entry.rbd as entry_rbd,
        source.edition_on, source.file_name, source.file_row
    from (
{journal_books}
    ) as found
    join {entry_at} as entry
        on entry.stream = found.stream
        and entry.number = found.number
    left join lateral (
        select
            given ->> 'name' as file_name, (given ->> 'row')::integer as file_row,
            (given ->> 'edition_day')::date as edition_on
        from (
            select convert_from(events.metadata, 'UTF8')::jsonb -> 'source' as given
            from ledger.events
            where events.position = found.number
        ) as provenance
    ) as source on true
) as line
cross join lateral (
    select
        line.rendered, coalesce(line.rbd, line.entry_rbd) as rbd, line.year, line.fund, line.number,
        line.effective, line.sostenedor_rut, line.edition_on
) as booked
order by line.effective, line.number, line.line
