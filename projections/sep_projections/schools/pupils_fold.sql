-- Folds pupil counts and attendance; one row per version of a fact, grades beside it.
insert into pupil_year (
    stream, known_from, known_to, rbd, year, has_convenio, joined_sep_in, classification,
    gratuitous, shift_unknown
)
select
    stream, known_from, known_to,
    e.rbd, e.year, e.has_convenio, e.joined_sep_in, e.classification, e.gratuitous,
    e.shift_unknown
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, year smallint, has_convenio boolean, joined_sep_in smallint,
    classification text, gratuitous boolean, shift_unknown integer
)
where event = 'pupil_counts.published';

insert into grade_count (
    stream, known_from, known_to, rbd, year, grade, total, prioritarios, preferentes, beneficiarios
)
select
    stream, known_from, known_to,
    (doc ->> 'rbd')::integer as rbd, (doc ->> 'year')::smallint as year, g.grade, g.total,
    g.prioritarios, g.preferentes, g.beneficiarios
from batch
cross join jsonb_to_recordset(doc -> 'grades') as g (
    grade text, total integer, prioritarios integer, preferentes integer, beneficiarios integer
)
where event = 'pupil_counts.published';

insert into attendance (
    stream, known_from, known_to, rbd, month, band, prioritarios, prioritarios_attendance,
    preferentes, preferentes_attendance, total, total_attendance
)
select
    stream, known_from, known_to,
    e.rbd, e.month, e.band, e.prioritarios, e.prioritarios_attendance, e.preferentes,
    e.preferentes_attendance, e.total, e.total_attendance
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, month text, band text, prioritarios integer, prioritarios_attendance numeric,
    preferentes integer, preferentes_attendance numeric, total integer, total_attendance numeric
)
where event = 'attendance.published';
