-- What the cells say of money, in the names and units of the questions.

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

-- Who bears a contract: first who signs, for what the others leave, then they by RUT and school.
create view bearer as
select
    contract, 1 as place, sostenedorRut, rbd, signedOn as since,
    amount - coalesce((
        select sum(monto::bigint) from asociados_ate where asociados_ate.contrato = contract
    ), 0) as weight
from contract
union all
select
    contrato,
    1 + row_number() over (partition by contrato order by rut_sostenedor, rbd::integer),
    rut_sostenedor, rbd::integer, fecha::date, monto::bigint
from asociados_ate;

-- Every amount of a contract, divided by largest remainders.
create view divided as
with stated as (
    select contract, 'signed' as kind, 0 as n, amount from contract
    union all
    select contract, 'committed', 0, committed from contract
    union all
    select contrato, 'paid', pago::integer, monto::bigint from pagos_ate
),
quota as (
    select
        stated.*, place, sostenedorRut, rbd, since,
        amount::hugeint * weight // sum(weight) over whole as pesos,
        amount::hugeint * weight % sum(weight) over whole as remainder
    from stated join bearer using (contract)
    window whole as (partition by contract, kind, n)
),
turned as (
    select
        *,
        row_number() over (partition by contract, kind, n order by remainder desc, place) as turn,
        amount - sum(pesos) over (partition by contract, kind, n) as left_over
    from quota
)
select
    contract, kind, n, place, sostenedorRut, rbd, since,
    (pesos + if(turn <= left_over, 1, 0))::bigint as amount
from turned;

