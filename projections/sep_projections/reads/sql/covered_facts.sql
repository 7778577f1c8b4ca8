-- The facts of a year that a school has data by, of each dataset. Reads only.
select 'simce' as dataset, rbd, known_from as position
from test_result
where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
union all
select 'categoria_desempeno', rbd, known_from
from category_year
where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
union all
select 'subvenciones', rbd, known_from
from payment
where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
union all
select 'alumnos_sep', rbd, known_from
from pupil_year
where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
union all
select 'asistencia', rbd, known_from
from attendance
where month between %(year)s || '-01' and %(year)s || '-12'
    and known_from <= %(known)s and known_to > %(known)s
union all
select 'documentos', rbd, known_from
from expenditure
where year = %(year)s and subvencion = 'SEP' and rbd is not null
    and known_from <= %(known)s and known_to > %(known)s
union all
select 'estado_resultado', rbd, known_from
from account_line
where year = %(year)s and subvencion = 'SEP' and rbd is not null
    and known_from <= %(known)s and known_to > %(known)s
union all
select 'rendiciones', rbd, known_from
from rendicion_step
where year = %(year)s and subvencion = 'SEP' and rbd is not null
    and known_from <= %(known)s and known_to > %(known)s
union all
select 'pme', rbd, known_from
from pme_action
where year = %(year)s and known_from <= %(known)s and known_to > %(known)s
