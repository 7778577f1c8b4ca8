-- Results by subject, for the streams of the school results they belong to. Reads only.
select
    stream, subject, pupils, score, difference, difference_significance, group_difference,
    group_significance, mark, mark_code, difference_mark, difference_mark_code, insufficient_share,
    elementary_share, adequate_share
from subject_result
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(subject)s::text is null or subject = %(subject)s)
