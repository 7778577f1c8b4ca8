-- Which years each dataset covers, with how many rows and how many schools. Reads only.
with rows_known as (
    select 'directorio' as dataset, year, rbd from schools.school_year
    where known_to = 9223372036854775807
    union all
    select 'categoria_desempeno', year, rbd from categories.category_year
    where known_to = 9223372036854775807
    union all
    select 'simce', year, rbd from results.test_result
    where known_to = 9223372036854775807
    union all
    select 'alumnos_sep', year, rbd from pupils.pupil_year
    where known_to = 9223372036854775807
    union all
    select 'asistencia', left(month, 4)::smallint, rbd from pupils.attendance
    where known_to = 9223372036854775807
    union all
    select 'subvenciones', year, rbd from payments.payment
    where known_to = 9223372036854775807
    union all
    select 'documentos', year, rbd from accounts.expenditure
    where known_to = 9223372036854775807
    union all
    select 'estado_resultado', year, rbd from accounts.account_line
    where known_to = 9223372036854775807
    union all
    select 'plan_de_cuentas', year, null from accounts.account
    where known_to = 9223372036854775807
    union all
    select 'pme', year, rbd from pme.pme_action
    where known_to = 9223372036854775807
    union all
    select 'convenios', extract(year from from_date)::smallint, rbd from convenios.convenio
    where known_to = 9223372036854775807
    union all
    select 'contratos_ate', extract(year from signed_on)::smallint, rbd from ate.ate_contract
    where known_to = 9223372036854775807
    union all
    select 'rendiciones', year, rbd from rendiciones.rendicion_step
    where known_to = 9223372036854775807
    union all
    select 'movimientos_bancarios', extract(year from occurred_on)::smallint, null
    from banking.bank_movement
    where known_to = 9223372036854775807
)

select dataset, year, count(*) as rows, count(distinct rbd) as schools
from rows_known
group by dataset, year
order by dataset, year
