-- What Ley 20.248 gives from 2017 to 2020, read once more from the files and the statute's tables,
-- for schools past their first months in the regime and not en recuperación.

create macro month_of(year, month) as year || '-' || lpad(month::text, 2, '0');
-- A ratio to four decimals, halves upwards; the denominator positive.
create macro fourth(part, whole) as
    ((2 * part::hugeint * 10000 + whole::hugeint) // (2 * whole::hugeint))::decimal(28, 0)
    * 0.0001::decimal(5, 4);
create macro whole_pesos(part, whole) as
    (sign(part) * ((2 * abs(part::hugeint) + whole::hugeint) // (2 * whole::hugeint)))::bigint;

-- Pupils enrolled, and hundredths of pupils present, at most those enrolled.
create table present as
select rbd::integer as rbd, left(mes, 4)::integer as year, right(mes, 2)::integer as month,
    tramo as band, pupils, enrolled,
    least((attending::decimal(12, 2) * 100)::bigint, enrolled * 100) as hundredths
from (
    select rbd, mes, tramo, 'PRIORITARIOS' as pupils, prioritarios::bigint as enrolled,
        asistencia_prioritarios as attending
    from asistencia_sep
    union all
    select rbd, mes, tramo, 'PREFERENTES', preferentes::bigint, asistencia_preferentes
    from asistencia_sep
    union all
    select rbd, mes, tramo, 'TODOS', total::bigint, asistencia_total
    from asistencia_sep
);

-- On what each month rests, in thirtieths; June takes back what March to May rested on.
create table basis as
with first_paid as (
    select valued, true as previous, attended, 3 as weight
    from range(1, 4) as v (valued), range(3, 13) as a (attended)
    union all
    values (4, false, 3, 30), (5, false, 3, 15), (5, false, 4, 15)
    union all
    select valued, false, valued - back, 10
    from range(6, 13) as v (valued), range(1, 4) as b (back)
)
select valued as paid, * from first_paid
union all
select 6, valued, previous, attended, -weight from first_paid where valued in (3, 4, 5)
union all
select 6, valued, false, attended, 10
from range(3, 6) as v (valued), range(3, 6) as a (attended);

create table convened as
select distinct rbd::integer as rbd, year, month
from convenio_end, range(2017, 2021) as y (year), range(1, 13) as m (month)
where make_date(year, month, 1) between fecha_inicio::date and lastDay;

-- By the classification of each school year, and as if every school were autónoma or emergente.
create table standing as
select distinct rbd::integer as rbd, agno::integer as school_year, ee_gratuito = '1' as free,
    assumed, coalesce(assumed, lower(clean(clasificacion_sep))) as classification
from alumnos, (values (null), ('autonomo'), ('emergente')) as a (assumed)
where clean(clasificacion_sep) is not null;

create table share as
select rbd, year + 1 as year,
    (sum(enrolled) filter (where pupils = 'PRIORITARIOS'))::bigint as prioritarios,
    (sum(enrolled) filter (where pupils = 'TODOS'))::bigint as todos
from present group by rbd, year;

create table in_pesos as
select month_of(year, month) as month,
    max_by(clp_per_use::decimal(12, 4), from_month) as clp
from use_clp, range(2017, 2021) as y (year), range(1, 13) as m (month)
where from_month <= month_of(year, month)
group by year, month;

create table counted as
select p.rbd, y.year, paid, valued, band, pupils, sum(weight * hundredths)::bigint as weighed
from range(2017, 2021) as y (year), basis
join present as p on p.year = y.year - previous::integer and p.month = attended
group by all;

create table value_of as
select article, law, category, from_month, coalesce(to_month, '9999-12') as to_month,
    level_band as band, if(pupil_group = 'prioritario', 'PRIORITARIOS', 'PREFERENTES') as pupils,
    (use_per_pupil_month::decimal(12, 5) * 100000)::bigint as use_e5,
    null::bigint as share_from, null::bigint as share_below
from sep_unit_values
union all
select article, law, null, from_month, coalesce(to_month, '9999-12'), level_band, 'TODOS',
    (use_per_pupil_month::decimal(12, 5) * 100000)::bigint,
    priority_pct_from::bigint, coalesce(priority_pct_below::bigint, 101)
from sep_concentration;

-- One row for each article, group, month paid, month valued and band, in 3,000,000,000,000ths.
create table entitled as
select c.rbd, assumed, month_of(c.year, paid) as month, month_of(c.year, valued) as valued,
    article, law, c.pupils, c.band, weighed, use_e5, clp,
    weighed::hugeint * use_e5 * (clp * 10000)::bigint as worth
from counted as c
join convened as at_paid on at_paid.rbd = c.rbd and at_paid.year = c.year and at_paid.month = paid
join convened as at_valued
    on at_valued.rbd = c.rbd and at_valued.year = c.year and at_valued.month = valued
join standing as s on s.rbd = c.rbd and s.school_year = if(valued < 3, c.year - 1, c.year)
join share on share.rbd = c.rbd and share.year = c.year
join in_pesos on in_pesos.month = month_of(c.year, valued)
join value_of as v
    on v.band = c.band and v.pupils = c.pupils
    and month_of(c.year, valued) between from_month and v.to_month
    and (category is null or category = classification)
    and (c.pupils <> 'PREFERENTES' or free)
    and (
        share_from is null
        or 100 * prioritarios >= share_from * todos and 100 * prioritarios < share_below * todos
    )
where weighed <> 0;

create view entitled_article as
select rbd, assumed, month, article, sum(pesos)::bigint as amount
from (
    select rbd, assumed, month, article, pupils, whole_pesos(sum(worth), 3000000000000) as pesos
    from entitled group by all
)
group by all;

-- Years of which the Superintendencia has no rendición, from the April in which it was due on: Ley
-- 21.006 art 1 exposes them to a retention that a resolution has to order.
create view unrendered as
select distinct rbd::integer as rbd, greatest(periodo::integer + 1 || '-04', '2017-04') as since
from estado
where subvencion_alias = 'SEP' and desc_estado <> 'RENDIDO' and try_cast(rbd as integer) is not null
    and (rbd, periodo) not in (select (rbd, anio) from rendiciones where subvencion = 'SEP');

create view due as
select rbd, assumed, month, sum(amount)::bigint as due,
    if(
        exists (from unrendered as u where u.rbd = a.rbd and since <= month),
        (sum(amount)::bigint + 1) // 2, 0
    ) as exposed
from entitled_article as a group by rbd, assumed, month;
