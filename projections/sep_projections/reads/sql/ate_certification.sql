-- What the registry says of the adviser of `judged` on its day: it lists it, it does not, or it is not
-- known (Ley 20.248 art 30, DFL 2/1998 art 3 v). Where `registry` tells of some day of the year or
-- later, an adviser of whom it says nothing is not listed. Reads only.
case
    when not exists (
        select from law
        where law.name = 'adviser_registered'
            and judged.day between law.from_date and law.to_date
    ) then 'no_aplica'
    when {ate_certified_on} then 'cumple'
    when {ate_listed_until} then 'no_cumple'
    when registry.first_on <= judged.day
        and registry.last_on >= date_trunc('year', judged.day) then 'no_cumple'
    else 'sin_datos'
end
