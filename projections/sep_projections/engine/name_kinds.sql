-- Tells the name of the event behind each topic. A topic never changes its meaning, so one that is
-- already there is left alone.
insert into projections.kind (topic, event)
select * from unnest(%(topics)s::text[], %(events)s::text[])
on conflict (topic) do nothing
