-- Folds resolutions, sanction proceedings, elevated applications, improvements and the UTM.
insert into act (
    stream, known_from, known_to, authority, year, number, subject, kind, issued_on, sostenedor,
    rbd, convenio, from_month, to_month, retained_share, paid_share, amount, classification,
    requested_on, ground_notified_on, text
)
select
    stream, known_from, known_to,
    e.authority, e.year, e.number, e.subject, e.kind, e.occurred_on as issued_on, e.sostenedor,
    e.rbd, e.convenio, e.from_month, e.to_month, e.retained_share, e.paid_share, e.amount,
    e.classification, e.requested_on, e.ground_notified_on, e.text
from batch
cross join jsonb_to_record(doc) as e (
    authority text, year integer, number integer, subject text, kind text, occurred_on date,
    sostenedor text, rbd integer, convenio integer, from_month text, to_month text,
    retained_share numeric, paid_share numeric, amount bigint, classification text,
    requested_on date, ground_notified_on date, text text
)
where event = 'resolution.issued';

insert into act_step (
    stream, known_from, known_to, authority, year, number, subject, step, occurred_on, outcome, text
)
select
    stream, known_from, known_to,
    e.authority, e.year, e.number, e.subject, substring(event from '[^.]+$') as step,
    e.occurred_on, e.outcome, e.text
from batch
cross join jsonb_to_record(doc) as e (
    authority text, year integer, number integer, subject text, occurred_on date, outcome text,
    text text
)
where event like 'resolution.%' and event <> 'resolution.issued';

insert into proceeding (
    stream, known_from, known_to, authority, year, number, opened_on, sostenedor, rbd,
    fact_ended_on, text
)
select
    stream, known_from, known_to,
    e.authority, e.year, e.number, e.occurred_on as opened_on, e.sostenedor, e.rbd,
    e.fact_ended_on, e.text
from batch
cross join jsonb_to_record(doc) as e (
    authority text, year integer, number integer, occurred_on date, sostenedor text, rbd integer,
    fact_ended_on date, text text
)
where event = 'proceeding.opened';

insert into proceeding_step (
    stream, known_from, known_to, authority, year, number, step, occurred_on, gravity, article,
    sanction, aggravated, fine_utm, fine_clp, months, notified, outcome, court, docket, paid, text
)
select
    stream, known_from, known_to,
    e.authority, e.year, e.number, substring(event from '[^.]+$') as step, e.occurred_on,
    e.gravity, e.article, e.sanction, e.aggravated, e.fine_utm, e.fine_clp, e.months, e.notified,
    e.outcome, e.court, e.docket, e.paid, e.text
from batch
cross join jsonb_to_record(doc) as e (
    authority text, year integer, number integer, occurred_on date, gravity text, article text,
    sanction text, aggravated boolean, fine_utm numeric, fine_clp bigint, months integer,
    notified text, outcome text, court text, docket text, paid bigint, text text
)
where event like 'proceeding.%' and event <> 'proceeding.opened';

insert into application_step (
    stream, known_from, known_to, rbd, year, step, occurred_on, sostenedor, accepted, classification
)
select
    stream, known_from, known_to,
    e.rbd, e.year, substring(event from '[^.]+$') as step, e.occurred_on, e.sostenedor, e.accepted,
    e.classification
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, year smallint, occurred_on date, sostenedor text, accepted boolean,
    classification text
)
where event like 'application.%';

insert into improvement_step (
    stream, known_from, known_to, rbd, number, step, occurred_on, sostenedor, description, amount,
    in_writing
)
select
    stream, known_from, known_to,
    e.rbd, e.number, substring(event from '[^.]+$') as step, e.occurred_on, e.sostenedor,
    e.description, e.amount, e.in_writing
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, number integer, occurred_on date, sostenedor text, description text,
    amount bigint, in_writing boolean
)
where event like 'improvement.%';

insert into utm_value (stream, known_from, known_to, month, clp_per_utm)
select stream, known_from, known_to, e.month, e.clp as clp_per_utm
from batch
cross join jsonb_to_record(doc) as e (month text, clp bigint)
where event = 'utm.published';
