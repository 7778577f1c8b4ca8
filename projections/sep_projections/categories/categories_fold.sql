-- Folds changes of category; a version that says one is void leaves no row.
insert into reclassification (
    stream, known_from, known_to, rbd, level, previous_year, previous_on, previous_category, year,
    occurred_on, category, effective_on
)
select
    stream, known_from, known_to,
    e.rbd, e.level, e.previous_year, e.previous_on, e.previous_category, e.year, e.occurred_on,
    e.category, e.effective_on
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, level text, previous_year smallint, previous_on date, previous_category text,
    year smallint, occurred_on date, category text, effective_on date, void boolean
)
where event = 'category.reclassified'
  and not e.void;
