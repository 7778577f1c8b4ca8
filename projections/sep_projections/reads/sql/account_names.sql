-- What accounts of the plan are called in the latest year that has them. Reads only.
select account, (array_agg(name order by year desc))[1] as name
from account
where account = any(%(accounts)s::text[])
    and known_from <= %(known)s
    and known_to > %(known)s
group by account
