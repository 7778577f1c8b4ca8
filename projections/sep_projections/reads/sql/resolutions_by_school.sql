-- Resolutions by the school that they touch: its own, and those about all schools of the sostenedor
-- that held it in the register's last edition up to the year of the resolution, or in its first
-- where the register begins later. Reads only.
with resolution as (
{resolutions}
),
held as (
    select rbd, year, sostenedor
    from school_year
    where known_from <= %(known)s
        and known_to > %(known)s
        and sostenedor in (select sostenedor_rut from resolution where rbd is null)
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
),
edition as (
    select
        resolution.year as of_year,
        coalesce(
            max(edition.year) filter (where edition.year <= resolution.year), min(edition.year)
        ) as year
    from (select distinct year from resolution where rbd is null) as resolution
    cross join (
        select distinct year
        from school_year
        where known_from <= %(known)s
            and known_to > %(known)s
    ) as edition
    group by resolution.year
),
touched as (
    select * from resolution where rbd is not null
    union all
    select
        position, stream, authority, resolution.year, number, subject, kind, issued_on,
        sostenedor_rut, held.rbd, convenio, from_month, to_month, retained_share, paid_share,
        amount, classification, requested_on, ground_notified_on, text, notified_on, challenged_on,
        challenge_resolved_on, challenge_outcome, lifted_on, annulled_on, rendered_on, void,
        holds_from, holds_until
    from resolution
    inner join edition on edition.of_year = resolution.year
    inner join held on held.sostenedor = resolution.sostenedor_rut and held.year = edition.year
    where resolution.rbd is null
)
select *
from touched
where %(rbd)s::integer is null or rbd = %(rbd)s
