-- The contracting processes told of up to a position, in the order of their names. Reads only.
with of_process as ({process})
select distinct process collate "C" as process
from of_process
where position <= %(upto)s
    and process collate "C" > %(after)s
order by 1
limit %(limit)s
