-- Sostenedores by RUT, of those that the register, a payment or a declared document names. Reads only.
select holder.rut, {sostenedor_name} as name
from (select distinct unnest(%(ruts)s::text[]) as rut) as holder
where exists (
        select from school_year
        where sostenedor = holder.rut and known_from <= %(known)s and known_to > %(known)s
    )
    or exists (
        select from payment
        where sostenedor = holder.rut and known_from <= %(known)s and known_to > %(known)s
    )
    or exists (
        select from expenditure
        where sostenedor = holder.rut and known_from <= %(known)s and known_to > %(known)s
    )
