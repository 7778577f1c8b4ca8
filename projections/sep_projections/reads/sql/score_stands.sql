-- Whether a score may stand for its school: published, and without a mark. An expression over
-- `subject`, a row of subject_result. Every read of scores says it with this one.
subject.score is not null and subject.mark is null
