-- Folds what was decided on matches: each step of a match ends its row before and begins one.
--
-- Within a range a match may be found, confirmed and refused; a step takes what it does not say
-- itself from the finding, in this range or in the table.
create temporary table step on commit drop as
select
    known_from,
    (doc ->> 'match')::uuid as stream,
    case event
        when 'reconciliation.match_proposed' then 'proposed'
        when 'reconciliation.match_accepted_automatically' then 'automatic'
        when 'reconciliation.match_confirmed' then 'confirmed'
        else 'refused'
    end as standing,
    doc
from batch
where event like 'reconciliation.match\_%';

create temporary table found on commit drop as
select distinct on (stream)
    stream, sostenedor, bank_account, month, lines, entries, bank_amount, book_amount, confidence,
    reasons
from (
    select
        step.stream, e.sostenedor, e.bank_account, e.month, e.lines, e.entries, e.bank_amount,
        e.book_amount, e.confidence, e.reasons, step.known_from
    from step
    cross join jsonb_to_record(doc) as e (
        sostenedor text, bank_account text, month text, lines uuid[], entries text[],
        bank_amount bigint, book_amount bigint, confidence numeric, reasons text[]
    )
    where standing in ('proposed', 'automatic')

    union all

    select
        stream, sostenedor, bank_account, month, lines, entries, bank_amount, book_amount,
        confidence, reasons, known_from
    from bank_match
    where stream in (select stream from step)
) as finding
order by stream, known_from;

update bank_match as earlier
set known_to = first.known_from
from (select stream, min(known_from) as known_from from step group by stream) as first
where earlier.stream = first.stream
  and earlier.known_to = 9223372036854775807;

insert into bank_match (
    stream, known_from, known_to, sostenedor, bank_account, month, standing, occurred_on, lines,
    entries, bank_amount, book_amount, confidence, reasons, refusal
)
select
    stream, known_from,
    coalesce(
        lead(known_from) over (partition by stream order by known_from), 9223372036854775807
    ) as known_to,
    found.sostenedor, found.bank_account, found.month, standing,
    (doc ->> 'occurred_on')::date as occurred_on, lines, entries, bank_amount, book_amount,
    confidence, reasons, doc ->> 'reason' as refusal
from step
inner join found using (stream);

update matched_line as earlier
set known_to = first.known_from
from (select stream, min(known_from) as known_from from step group by stream) as first
where earlier.stream = first.stream
  and earlier.known_to = 9223372036854775807;

insert into matched_line (stream, known_from, known_to, line)
select stream, known_from, known_to, unnest(lines) as line
from bank_match
where (stream, known_from) in (select stream, known_from from step)
  and standing <> 'refused';

update matched_entry as earlier
set known_to = first.known_from
from (select stream, min(known_from) as known_from from step group by stream) as first
where earlier.stream = first.stream
  and earlier.known_to = 9223372036854775807;

insert into matched_entry (stream, known_from, known_to, entry)
select stream, known_from, known_to, unnest(entries) as entry
from bank_match
where (stream, known_from) in (select stream, known_from from step)
  and standing <> 'refused';

insert into reconciliation_step (
    stream, known_from, known_to, sostenedor, bank_account, month, step, occurred_on, reason
)
select
    md5('step ' || known_from)::uuid as stream, known_from, 9223372036854775807 as known_to,
    e.sostenedor, e.bank_account, e.month, substring(event from '[^.]+$') as step, e.occurred_on,
    e.reason
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, bank_account text, month text, occurred_on date, reason text
)
where event in ('reconciliation.closed', 'reconciliation.reopened');

drop table step, found;
