-- What the registry has called advisers, and from which position on. Reads only.
select ate, known_from, name
from ate_provider
where ate = any (%(ates)s)
    and known_from <= %(upto)s
order by known_from
