-- The events of contracting processes in (after, upto], in order. Reads only.
with of_process as ({process})
select position, process
from of_process
where position > %(after)s
    and position <= %(upto)s
order by position
limit %(limit)s
