-- Folds the result in each subject of a test; the test itself is recorded as it was said.
insert into subject_result (
    stream, known_from, known_to, rbd, year, grade, subject, pupils, score, difference,
    difference_significance, group_difference, group_significance, mark, mark_code, difference_mark,
    difference_mark_code, insufficient_share, elementary_share, adequate_share
)
select
    stream, known_from, known_to,
    (doc ->> 'rbd')::integer as rbd, (doc ->> 'year')::smallint as year, doc ->> 'grade' as grade,
    r.subject, r.pupils, r.score, r.difference, r.difference_significance, r.group_difference,
    r.group_significance, r.mark, r.mark_code, r.difference_mark, r.difference_mark_code,
    r.insufficient_share, r.elementary_share, r.adequate_share
from batch
cross join jsonb_to_recordset(doc -> 'results') as r (
    subject text, pupils integer, score smallint, difference smallint,
    difference_significance text, group_difference smallint, group_significance text, mark text,
    mark_code text, difference_mark text, difference_mark_code text,
    insufficient_share numeric(4, 1), elementary_share numeric(4, 1), adequate_share numeric(4, 1)
)
where event = 'test_result.published';
