-- Folds pupils by grade; the counts of a year and attendance are recorded as they were said.
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
