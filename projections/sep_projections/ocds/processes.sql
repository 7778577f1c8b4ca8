-- The contracting processes told of up to a position, in the order of their names. Of a year, what
-- happened in it; of a sostenedor, the processes in which it buys, alone or with others. Reads only.
with of_process as ({process})
select distinct process collate "C" as process
from of_process
where position <= %(upto)s
    and process collate "C" > %(after)s
    and (%(year)s::integer is null or extract(year from told_of) = %(year)s)
    and (
        %(sostenedor)s::text is null
        or process in (
            select process from of_process where sostenedor = %(sostenedor)s and position <= %(upto)s
        )
    )
order by 1
limit %(limit)s
