-- What each fact of the batch was judged to be, by its place; 0 where it shows its key again.
select coalesce(judged.verdict, 0)
from pg_temp.staged
left join pg_temp.judged using (place)
order by staged.place
