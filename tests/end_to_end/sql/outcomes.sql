-- What the cells say of categories and results, in the names and units of the questions.

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
        when 'lect' then 'LECTURA' when 'mate' then 'MATEMATICA' when 'hist' then 'HISTORIA'
        when 'nat' then 'CIENCIAS_NATURALES' when 'soc' then 'CIENCIAS_SOCIALES'
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
