-- What the cells say of schools and their pupils, in the names and units of the questions.

-- Without the zeros that some years fill up with, and without those that stand for no place.
create macro degrees(cell) as
    nullif(rtrim(rtrim(replace(nullif(clean(cell), '0'), ',', '.'), '0'), '.'), '');

create view register as
select
    rbd::integer as rbd,
    agno::integer as year,
    make_date(agno::integer, 4, 30) as occurredOn,
    dgv_rbd as checkDigit,
    trim(nom_rbd) as name,
    rut(clean(rut_sostenedor)) as sostenedorRut,
    clean(mrun) as sostenedorMrun,
    case p_juridica when '0' then 'NATURAL' when '1' then 'JURIDICA' when '9' then 'SIN_INFORMACION'
    end as legalPersonality,
    region_of(cod_reg_rbd) as region,
    cod_com_rbd::integer as comuna,
    nom_com_rbd as comunaName,
    dependency_of(cod_depe) as dependency,
    flag(rural_rbd) as rural,
    degrees(latitud) as latitude,
    degrees(longitud) as longitude,
    (['FUNCIONANDO', 'RECESO', 'CERRADO', 'AUTORIZADO_SIN_MATRICULA'])[estado_estab::integer]
        as status,
    flag(matricula) as hasEnrolment,
    mat_total::integer as enrolment,
    clean(pago_matricula) as enrolmentFee,
    clean(pago_mensual) as monthlyFee,
    list_filter(
        [
            ens_01, ens_02, ens_03, ens_04, ens_05, ens_06, ens_07, ens_08, ens_09, ens_10, ens_11
        ]::integer[],
        lambda code: code > 0
    ) as teachingCodes
from directorio;

-- The place of a school by year: its entry, else the one before it, else its first.
create view places as
select
    rbd, region, comuna, dependency, rural,
    case when row_number() over entries = 1 then 0 else year end as fromYear,
    lead(year, 1, 9999) over entries as nextYear
from register
window entries as (partition by rbd order by year);

-- Pupils of the teaching that the law pays, one row each.
create view pupil as
select
    rbd::integer as rbd,
    agno::integer as year,
    case
        when cod_ense = '10' then 'NT' || (cod_grado::integer - 3)
        when cod_ense = '110' then 'B' || cod_grado
        else 'M' || cod_grado
    end as grade,
    case when agno < '2016' then clean(criterio_sep) <> '0' else flag(prioritario_alu) end
        as prioritario,
    flag(preferente_alu) as preferente,
    flag(ben_sep) as beneficiario,
    flag(convenio_sep) as hasConvenio,
    nullif(clean(ano_ingreso_sep), '0')::integer as joinedSepIn,
    replace(clean(clasificacion_sep), ' ', '_') as classification,
    flag(ee_gratuito) as gratuitous,
    nullif(
        count(*) filter (where coalesce(cod_jor, '') not in ('1', '2', '3'))
            over (partition by agno, rbd),
        0
    ) as shiftUnknown
from alumnos
-- Regular teaching by day: of an evening shift (4) nobody is paid for.
where cod_ense in ('10', '110', '310', '410', '510', '610', '710', '810', '910')
    and coalesce(cod_jor, '') <> '4';
