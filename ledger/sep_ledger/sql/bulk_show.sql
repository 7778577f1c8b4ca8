-- Remember the streams that the file states, twins told apart.
insert into pg_temp.shown (stream)
select stream from pg_temp.judged
on conflict do nothing
