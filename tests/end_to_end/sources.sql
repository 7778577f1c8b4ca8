-- What the cells of the files say, in the names and units of the questions: the expected side of
-- every comparison. Reads the tables of texts that sources.py makes; nothing of ours is used.

create macro clean(cell) as nullif(trim(cell), '');
create macro dashed(cell) as cell[:-2] || '-' || upper(cell[-1:]);
create macro pesos(cell) as round(replace(cell, ',', '.')::decimal(18, 2))::bigint;
create macro flag(cell) as clean(cell) = '1';

-- Modulo 11: factors 2 to 7 from the last digit on.
create macro rut(digits) as digits || '-' || (
    ['0', 'K', '9', '8', '7', '6', '5', '4', '3', '2', '1']
)[
    1 + list_sum(list_transform(
        range(length(digits)), lambda i: (2 + i % 6) * digits[length(digits) - i]::integer
    ))::integer % 11
];

-- A mean with one decimal, halves upwards; none of nothing.
create macro mean_of(total, parts) as
    case when parts > 0
    then (((20 * total::hugeint + parts) // (2 * parts))::decimal(18, 1) / 10)::decimal(18, 1)
    end;

create macro region_of(number) as ([
    'TARAPACA', 'ANTOFAGASTA', 'ATACAMA', 'COQUIMBO', 'VALPARAISO', 'OHIGGINS', 'MAULE', 'BIOBIO',
    'LA_ARAUCANIA', 'LOS_LAGOS', 'AYSEN', 'MAGALLANES', 'METROPOLITANA', 'LOS_RIOS',
    'ARICA_Y_PARINACOTA', 'NUBLE'
])[number::integer];
create macro dependency_of(number) as ([
    'CORPORACION_MUNICIPAL', 'MUNICIPAL_DAEM', 'PARTICULAR_SUBVENCIONADO', 'PARTICULAR_PAGADO',
    'ADMINISTRACION_DELEGADA', 'SLEP'
])[number::integer];

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

create view payment as
select
    rbd::integer as rbd,
    agno || '-' || lpad(mes, 2, '0') as month,
    agno::integer as year,
    rut(clean(rut_sostenedor)) as sostenedorRut,
    clean(nom_sostenedor) as sostenedorName,
    trim(nombre_rbd) as schoolName,
    region_of(cod_reg_rbd) as region,
    cod_com_rbd::integer as comuna,
    dependency_of(cod_depe) as dependency,
    flag(rural_rbd) as rural,
    matricula::integer as enrolment,
    coalesce(pesos(sep), pesos(sep_prio) + pesos(sep_pref)) as sepTotal,
    pesos(sep_prio) as sepPrioritarios,
    pesos(sep_pref) as sepPreferentes
from subvenciones;

-- Names of 2014 to 2021 by those of later files.
create view component as
select
    rbd::integer as rbd,
    agno || '-' || lpad(mes, 2, '0') as month,
    case name
        when 'montoasignacionzona' then 'monto_asig_zona'
        when 'profesorencargado' then 'profesor_encargado'
        when 'subv_normal' then 'sub_normal'
        else name
    end as component,
    pesos(cell) as amount
from (
    unpivot (
        select * exclude (
            nombre_rbd, rut_sostenedor, nom_sostenedor, cod_reg_rbd, nom_reg_rbd, cod_pro_rbd,
            cod_com_rbd, nom_com_rbd, cod_deprov_rbd, nom_deprov_rbd, cod_depe, cod_depe2,
            rural_rbd, matricula, porc_zona, sep, sep_prio, sep_pref, file
        )
        from subvenciones
    )
    on columns(* exclude (agno, rbd, mes)) into name name value cell
)
where pesos(cell) <> 0;

create view adjustment as
select component.rbd, component.month, kind, reason, amount
from component
join (
    values
        ('reliquidacion', 'restated', null),
        ('retenciones', 'retained', null),
        ('reintegros', 'discounted', 'reintegro'),
        ('multas', 'discounted', 'multa'),
        ('discrepancia', 'discounted', 'discrepancia'),
        ('descuento_ficom', 'discounted', 'financiamiento_compartido'),
        ('descuento_escolaridad', 'discounted', 'derecho_de_escolaridad'),
        ('donacionaplicada', 'discounted', 'donacion')
) as kinds (name, kind, reason) on name = component;

create view document as
select
    periodo::integer as year,
    dashed(replace(rut_sost, '-', '')) as sostenedorRut,
    clean(sost_id) as sostenedorId,
    clean(nombre_sost) as sostenedorName,
    try_cast(rbd as integer) as rbd,
    subvencion_alias as subvencion,
    cuenta_alias as account,
    left(cuenta_alias, 4) || '00' as accountGroup,
    clean(desc_cuenta) as accountName,
    clean(desc_libro) as book,
    tipo_docs_alias as documentType,
    clean(numero_documento) as documentNumber,
    clean(nombre_documento) as documentName,
    clean(detalle_documento) as documentDetail,
    dashed(clean(rut_documento)) as issuer,
    fecha_documento::date as issuedOn,
    fecha_pago_documento::date as paidOn,
    pesos(monto_total) as documentTotal,
    pesos(monto_declarado) as declared
from documentos;

create view line as
select
    periodo::integer as year,
    sost_id as sostenedorId,
    try_cast(rbd as integer) as rbd,
    case dependencia_rbd
        when 'CM' then 'CORPORACION_MUNICIPAL' when 'M' then 'MUNICIPAL_DAEM'
        when 'PS' then 'PARTICULAR_SUBVENCIONADO' when 'SLEP' then 'SLEP'
    end as dependency,
    subvencion_alias as subvencion,
    desc_tipo_cuenta as kind,
    cuenta_alias as account,
    trim(desc_cuenta) as accountName,
    desc_estado = 'RENDIDO' as rendered,
    pesos(monto_declarado) as amount
from estado;

-- The Superintendencia's numbers of the sostenedores, as the documents of the year give them.
create view numbered as select distinct year, sostenedorId, sostenedorRut from document;

-- Everything that moves a fund, by school and by sostenedor.
create view moves as
select
    line.rbd, sostenedorRut, line.year, subvencion, kind, account, accountName, amount,
    1 as lines, (not rendered)::integer as pending, 0 as declared, 0 as documents, 0 as paid,
    0 as months
from line left join numbered using (year, sostenedorId)
union all
select
    rbd, sostenedorRut, year, subvencion, 'GASTO', account, accountName, 0, 0, 0, declared, 1, 0, 0
from document
union all
select rbd, sostenedorRut, year, 'SEP', null, null, null, 0, 0, 0, 0, 0, sepTotal, 1
from payment;

create macro category_of(label) as case label
    when 'ALTO' then 'ALTO'
    when 'MEDIO' then 'MEDIO'
    when 'MEDIO-BAJO' then 'MEDIO_BAJO'
    when 'MEDIO-BAJO (NUEVO)' then 'MEDIO_BAJO_NUEVO'
    when 'INSUFICIENTE' then 'INSUFICIENTE'
    when 'SIN CATEGORIA: BAJA MATRICULA' then 'SIN_CATEGORIA_BAJA_MATRICULA'
    when 'SIN CATEGORIA: FALTA DE INFORMACIÓN' then 'SIN_CATEGORIA_FALTA_DE_INFORMACION'
end;

create view category as
select
    rbd::integer as rbd,
    level,
    agno as year,
    make_date(agno, 12, 31) as occurredOn,
    category_of(categoria) as category,
    trim(nombre) as schoolName,
    case dependencia
        when 'Municipal' then 'MUNICIPAL' when 'P. Subvencionado' then 'PARTICULAR_SUBVENCIONADO'
        when 'P. Pagado' then 'PARTICULAR_PAGADO'
    end as dependency,
    replace(trim(region), chr(146), '’') as regionName,
    trim(comuna) as comunaName,
    matricula::integer as enrolment
from categorias;

-- The category of a school by year, whichever level: básica before media.
create view standings as
select
    rbd, category, year as fromYear,
    lead(year, 1, 9999) over (partition by rbd order by year) as nextYear
from (
    select rbd, year, arg_min(category, level) as category from category group by rbd, year
);

create macro significance_of(cell) as case
    when cell in ('1', 'Positiva y significativa') then 'POSITIVE'
    when cell in ('0', 'No significativa') then 'NONE'
    when cell in ('-1', 'Negativa y significativa') then 'NEGATIVE'
end;

-- Zeros that are none: scores always; differences in the numeric files up to 2022, where the score
-- is hidden or the difference marked; shares where all three are zero.
create view result as
with cells as (
    select
        *,
        regexp_matches(cod_depe1, '^\d+$') as numeric_codes,
        nullif(prom::integer, 0) as score,
        clean(marca) as markCode,
        clean(marcadif) as differenceMarkCode
    from simce
),
differences as (
    select
        *,
        numeric_codes and agno <= '2022' and (score is null or differenceMarkCode is not null)
            as false_zeros,
        if(dif = '0' and false_zeros, null, dif::integer) as difference,
        if(difgru = '0' and false_zeros, null, difgru::integer) as groupDifference,
        ins::decimal(4, 1) + ele::decimal(4, 1) + ade::decimal(4, 1) > 0 as shared
    from cells
)
select
    rbd::integer as rbd,
    agno::integer as year,
    lower(grado) as grade,
    make_date(agno::integer, 12, 31) as occurredOn,
    trim(nom_rbd) as schoolName,
    region_of(cod_reg_rbd) as region,
    case when cod_com_rbd::integer >= 1000 then cod_com_rbd::integer end as comuna,
    case
        when numeric_codes then dependency_of(cod_depe1)
        else case cod_depe1
            when 'Corporación Municipal' then 'CORPORACION_MUNICIPAL'
            when 'Municipal DAEM' then 'MUNICIPAL_DAEM'
            when 'Particular subvencionado' then 'PARTICULAR_SUBVENCIONADO'
            when 'Particular pagado' then 'PARTICULAR_PAGADO'
            when 'Administración delegada' then 'ADMINISTRACION_DELEGADA'
        end
    end as dependency,
    case
        when numeric_codes
        then (['BAJO', 'MEDIO_BAJO', 'MEDIO', 'MEDIO_ALTO', 'ALTO'])[cod_grupo::integer]
        else replace(upper(cod_grupo), ' ', '_')
    end as socioeconomicGroup,
    cod_rural_rbd in ('2', 'Rural') as rural,
    case
        when noaplica in ('0', 'Rbd y curso rinde Simce') then null
        when noaplica = '1' then 'ALL_ABSENT'
        when noaplica = '2' then 'ALL_SPECIAL_NEEDS'
        else 'not foreseen'
    end as notTested,
    case subject
        when 'lect' then 'LECTURA' when 'mate' then 'MATEMATICA' when 'nat' then 'CIENCIAS_NATURALES'
        when 'soc' then 'CIENCIAS_SOCIALES' when 'hist' then 'HISTORIA'
    end as subject,
    coalesce(nalu::integer, if(notTested is null, null, 0)) as pupils,
    score,
    difference,
    if(difference is null, null, significance_of(sigdif)) as differenceSignificance,
    groupDifference,
    if(groupDifference is null, null, significance_of(siggru)) as groupSignificance,
    case
        when markCode is null then null
        when markCode = 'Alumnos insuficientes' then 'INSUFFICIENT_PUPILS'
        when markCode = 'Ajenas a la Agencia: Resultados no representativos'
            then 'BEYOND_AGENCY_NOT_REPRESENTATIVE'
        when agno = '2015' then 'UNDECODED'
        when markCode = '1' then 'INSUFFICIENT_PUPILS'
        when markCode = '2' then 'BEYOND_AGENCY_NOT_REPRESENTATIVE'
        else 'not foreseen'
    end as mark,
    markCode,
    case
        when differenceMarkCode is null then null
        when differenceMarkCode = 'Alumnos insuficientes' then 'INSUFFICIENT_PUPILS'
        when agno <= '2022' and differenceMarkCode = '1' then 'INSUFFICIENT_PUPILS'
        when agno <= '2022' and differenceMarkCode = '2' then 'PREVIOUS_NOT_COMPARABLE'
        when differenceMarkCode = '1' then 'NOT_COMPARABLE'
        when differenceMarkCode = '2' then 'INSUFFICIENT_PUPILS'
        else 'not foreseen'
    end as differenceMark,
    differenceMarkCode,
    if(shared, ins::decimal(4, 1), null) as insufficientShare,
    if(shared, ele::decimal(4, 1), null) as elementaryShare,
    if(shared, ade::decimal(4, 1), null) as adequateShare
from differences;

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
    flag(ee_gratuito) as gratuitous
from alumnos
where cod_ense in ('10', '110', '310', '410', '510', '610', '710', '810', '910');

create view contract as
select
    contrato as contract, concurso as tenderNumber, rut_sostenedor as sostenedorRut,
    rbd::integer as rbd, rut_ate as ateRut, objeto as subject, accion_pme as pmeAction,
    fecha_firma::date as signedOn, fecha_inicio::date as startsOn, fecha_termino::date as endsOn,
    monto::bigint as amount, participantes::integer as participants,
    coalesce(monto_modificado, monto)::bigint as committed,
    fecha_modificacion::date as amendedOn,
    coalesce((
        select sum(hitos_ate.monto::bigint) from hitos_ate
        where hitos_ate.contrato = contratos_ate.contrato and fecha_aprobacion is not null
    ), 0)::bigint as approved,
    coalesce((
        select sum(pagos_ate.monto::bigint) from pagos_ate
        where pagos_ate.contrato = contratos_ate.contrato
    ), 0)::bigint as paid
from contratos_ate;
