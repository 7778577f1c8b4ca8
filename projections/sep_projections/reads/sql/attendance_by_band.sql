-- Enrolment and mean attendance by month and level band. Reads only.
select
    known_from as position, stream, rbd, month, band, prioritarios, prioritarios_attendance,
    preferentes, preferentes_attendance, total, total_attendance
from attendance
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(year)s::smallint is null or left(month, 4)::smallint = %(year)s)
