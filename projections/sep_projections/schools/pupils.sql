-- name: attendance_by_band
-- Enrolment and mean attendance by month and level band. Reads only.
select
    known_from as position, stream, rbd, month, band, prioritarios, prioritarios_attendance,
    preferentes, preferentes_attendance, total, total_attendance
from {attendance_at} as attendance
where (%(year)s::smallint is null or left(month, 4)::smallint = %(year)s)


-- name: pupil_counts
-- A school's standing in the SEP regime by year. Reads only.
select
    known_from as position, stream, rbd, year, has_convenio, joined_sep_in, classification,
    gratuitous, shift_unknown
from {pupil_year_at} as pupil_year
where (%(year)s::smallint is null or year = %(year)s)
