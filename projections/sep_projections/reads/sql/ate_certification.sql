-- What the registry says of the adviser of `judged` on its day: it lists it, it does not, or it is not
-- known (Ley 20.248 art 30, DFL 2/1998 art 3 v). Where `registry` tells of that day, an adviser of whom
-- it says nothing is not listed. Reads only.
case
    when not exists (
        select from law
        where law.name = 'adviser_registered'
            and judged.day between law.from_date and law.to_date
    ) then 'no_aplica'
    when {ate_certified_on} then 'cumple'
    when {ate_listed_until} then 'no_cumple'
    when judged.day between registry.first_on and registry.last_on then 'no_cumple'
    else 'sin_datos'
end
