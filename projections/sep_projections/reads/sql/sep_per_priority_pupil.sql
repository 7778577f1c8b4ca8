-- SEP paid to each school in a year for each of its priority pupils, in whole pesos. A school whose
-- priority pupils or payments are not known has no row. Reads only.
select paid.rbd, paid.year, div(paid.amount, pupils.prioritarios)::bigint as per_pupil
from (
    select rbd, year, sum(sep_total) as amount
    from payment
    where known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, year
) as paid
join (
    select rbd, year, sum(prioritarios) as prioritarios
    from grade_count
    where known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, year
) as pupils using (rbd, year)
where pupils.prioritarios > 0
