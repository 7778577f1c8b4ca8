-- Folds transitions of schools; a version that says one is void leaves no row.
insert into school_transition (
    stream, known_from, known_to, rbd, kind, previous_year, year, occurred_on, fields,
    previous_status, previous_sostenedor, sostenedor
)
select
    stream, known_from, known_to,
    e.rbd, substring(event from '[^.]+$') as kind, e.previous_year, e.year, e.occurred_on, e.fields,
    e.previous_status, e.previous_sostenedor, e.sostenedor
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, previous_year smallint, year smallint, occurred_on date, fields text[],
    previous_status text, previous_sostenedor text, sostenedor text, void boolean
)
where event in ('school.changed', 'school.closed', 'school.sostenedor_changed')
  and not e.void;
