-- Folds categories and reclassifications; one row per version of a fact. A version that says a
-- reclassification is void leaves no row.
insert into category_year (
    stream, known_from, known_to, rbd, level, year, occurred_on, category, school_name, dependency,
    region_name, comuna_name, enrolment
)
select
    stream, known_from, known_to,
    e.rbd, e.level, e.year, e.occurred_on, e.category, e.school_name, e.dependency, e.region_name,
    e.comuna_name, e.enrolment
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, level text, year smallint, occurred_on date, category text, school_name text,
    dependency text, region_name text, comuna_name text, enrolment integer
)
where event = 'category.assigned';

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

insert into agency_notice (
    stream, known_from, known_to, rbd, level, kind, occurred_on, document
)
select
    stream, known_from, known_to,
    e.rbd, e.level, e.kind, e.occurred_on, e.document
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, level text, kind text, occurred_on date, document text
)
where event = 'agency_notice.given';
