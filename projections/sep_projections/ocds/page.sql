-- The events of contracting processes in (after, upto], in order. Of a year, what
-- happened in it; of a sostenedor, the processes in which it buys, alone or with others. Reads only.
with of_process as ({process})
select position, process
from of_process
where position > %(after)s
    and position <= %(upto)s
    and (%(year)s::integer is null or extract(year from told_of) = %(year)s)
    and (
        %(sostenedor)s::text is null
        or process in (
            select process from of_process where sostenedor = %(sostenedor)s and position <= %(upto)s
        )
    )
order by position
limit %(limit)s
