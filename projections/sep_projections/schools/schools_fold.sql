-- Folds the register and its transitions. Each version of a fact is one row, keyed by stream and
-- position, so folding a range twice is refused by the key instead of doubling it. A version that
-- says a transition is void leaves no row.
insert into school_year (
    stream, known_from, known_to, rbd, year, occurred_on, check_digit, name, sostenedor,
    sostenedor_mrun, legal_personality, region, comuna, comuna_name, deprov, dependency, rural,
    latitude, longitude, status, has_enrolment, enrolment, enrolment_fee, monthly_fee,
    teaching_codes
)
select
    stream, known_from, known_to,
    e.rbd, e.year, e.occurred_on, e.check_digit, e.name, e.sostenedor, e.sostenedor_mrun,
    e.legal_personality, e.region, e.comuna, e.comuna_name, e.deprov, e.dependency, e.rural,
    e.latitude, e.longitude, e.status, e.has_enrolment, e.enrolment, e.enrolment_fee, e.monthly_fee,
    e.teaching_codes
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, year smallint, occurred_on date, check_digit text, name text, sostenedor text,
    sostenedor_mrun text, legal_personality text, region smallint, comuna integer,
    comuna_name text, deprov integer, dependency text, rural boolean, latitude text,
    longitude text, status text, has_enrolment boolean, enrolment integer, enrolment_fee text,
    monthly_fee text, teaching_codes integer[]
)
where event = 'school.registered';

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
