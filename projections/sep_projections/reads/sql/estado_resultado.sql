-- The lines of a school's Estado de resultados in a year, as the Superintendencia's file has them.
-- Parents come from the plan of the year, the region from the register's latest entry. Reads only.
select
    line.kind, line.account, line.account_name, account.parent, account.parent_name, line.amount,
    line.year, line.subvencion, line.sostenedor_id, line.rbd, school.region, line.dependency,
    line.rendered
from account_line as line
left join account
    on account.year = line.year
    and account.account = line.account
    and account.known_from <= %(known)s
    and account.known_to > %(known)s
left join lateral (
    select region
    from school_year
    where school_year.rbd = line.rbd
        and known_from <= %(known)s
        and known_to > %(known)s
    order by (school_year.year <= line.year) desc, abs(school_year.year - line.year)
    limit 1
) as school on true
where line.rbd = %(rbd)s
    and line.year = %(year)s
    and line.known_from <= %(known)s
    and line.known_to > %(known)s
order by line.subvencion, line.kind desc, line.account, line.known_from
