-- Entries of the register, one per school and edition. Reads only.
select
    known_from as position, stream, rbd, year, occurred_on, check_digit, name,
    sostenedor as sostenedor_rut, sostenedor_mrun, legal_personality, region, comuna, comuna_name,
    dependency, rural, latitude, longitude, status, has_enrolment, enrolment, enrolment_fee,
    monthly_fee, teaching_codes
from school_year
where known_from <= %(known)s
    and known_to > %(known)s
