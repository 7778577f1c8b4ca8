-- Where the log ends, as each of its tables has it. Reads only.
select
    (select coalesce(max(position), 0) from ledger.head) as head,
    (select coalesce(min(position), 0) from ledger.events) as first,
    (select coalesce(max(position), 0) from ledger.events) as event,
    (select coalesce(max(size), 0) from ledger.checkpoints) as checkpoint,
    (select coalesce((max(number) + 1) * 256, 0) from ledger.tiles where level = 0) as tile
