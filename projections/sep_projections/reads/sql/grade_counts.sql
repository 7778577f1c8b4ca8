-- Pupils by grade, for the streams of the counts they belong to. Reads only.
select stream, grade, total, prioritarios, preferentes, beneficiarios
from grade_count
where known_from <= %(known)s
    and known_to > %(known)s
