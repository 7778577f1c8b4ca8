-- Scores over the years and categories over time, from what the cells say of results and categories.

-- A quotient with one decimal, a half to the even digit; the denominator positive.
create macro tenths(part, whole) as
    (sign(part) * (
        (abs(part) * 10) // whole
        + (
            2 * ((abs(part) * 10) % whole) > whole
            or (2 * ((abs(part) * 10) % whole) = whole and ((abs(part) * 10) // whole) % 2 = 1)
        )::integer
    ))::decimal(18, 0) * 0.1::decimal(2, 1);

-- Why a score does not stand, the comuna of files that number them locally taken from the register.
create table score as
with entry as (
    select
        tested.rbd, tested.year,
        arg_min(register.comuna, (register.year > tested.year, abs(register.year - tested.year)))
            as entry_comuna
    from (select distinct rbd, year from result) as tested
    join register on register.rbd = tested.rbd
    group by tested.rbd, tested.year
)
select
    result.* exclude (comuna, score),
    coalesce(comuna, entry_comuna) as comuna,
    score as publishedScore,
    if(mark is null, score, null) as score,
    case
        when score is not null and mark is null then null
        when notTested is not null then 'NOT_TESTED'
        when mark = 'INSUFFICIENT_PUPILS' then 'TOO_FEW_PUPILS'
        when mark is not null then 'MARKED'
        else 'NOT_PUBLISHED'
    end as missing,
    if(grade = '2m', 'MEDIA', 'BASICA') as level
from result
left join entry using (rbd, year);

create table measured as
select
    grade, subject, year,
    lag(year) over (partition by grade, subject order by year) as previousYear
from (select distinct grade, subject, year from score);

-- Category of a school by year and level: the one last published.
create view ranked as
select
    rbd, level, category, year as fromYear,
    lead(year, 1, 9999) over (partition by rbd, level order by year) as nextYear
from category;

-- Each school of a series in each year measured, from its first on, as it was last seen.
create table series as
with held as (
    select *, lead(year, 1, 9999) over (partition by rbd, grade, subject order by year) as nextYear
    from score
),
seen as (
    select
        held.* exclude (year, nextYear, missing, notTested, mark), measured.year,
        held.year as seenIn,
        if(measured.year = held.year, missing, 'ABSENT') as missing,
        if(measured.year = held.year, notTested, null) as notTested,
        if(measured.year = held.year, mark, null) as mark
    from held
    join measured
        on measured.grade = held.grade and measured.subject = held.subject
        and measured.year >= held.year and measured.year < held.nextYear
)
select seen.*, ranked.category
from seen
left join ranked
    on ranked.rbd = seen.rbd and ranked.level = seen.level
    and seen.year >= ranked.fromYear and seen.year < ranked.nextYear
where seenIn = seen.year or coalesce(
    (
        select arg_max(status, register.year) from register
        where register.rbd = seen.rbd and register.year <= seen.year
    ), ''
) <> 'CERRADO';

-- Both sides of each pair of consecutive measurements.
create table pairs as
select
    side.* exclude (rbd), side.rbd, previousYear as fromYear, measured.year as toYear,
    side.year = measured.year as later,
    other.score as otherScore, other.pupils as otherPupils
from measured
join series as side
    on side.grade = measured.grade and side.subject = measured.subject
    and side.year in (previousYear, measured.year) and side.missing is null
left join series as other
    on other.rbd = side.rbd and other.grade = side.grade and other.subject = side.subject
    and other.year = previousYear + measured.year - side.year and other.missing is null
where previousYear is not null;

-- Orderings, those that give no category left out, numbered by runs of the same one; a year of which
-- nothing is known of the school ends a run, but for 2020 to 2022, when nobody was ordered.
create view runs as
select
    *, count(*) filter (where differs or perhapsEarlier) over (
        partition by rbd, level order by year
    ) as run
from (
    select *, category is distinct from lag(category) over so_far as differs,
        lost > lag(lost, 1, lost) over so_far as perhapsEarlier
    from (
        select *, year - dense_rank() over (partition by rbd, level order by year)
            - 3 * (year > 2022)::integer as lost
        from category
    )
    where category not like 'SIN_CATEGORIA%'
    window so_far as (partition by rbd, level order by year)
);

create view classified as
select distinct rbd::integer as rbd, agno::integer as year,
    replace(clean(clasificacion_sep), ' ', '_') as classification
from alumnos
where clean(clasificacion_sep) is not null;
