-- Which kinds of event stand in a range, and whether facts are restated in it. Reads only.
select topic, max(projections.fact_version(originator_id, originator_version)) > 1
from ledger.events
where position > %(after)s
  and position <= %(upto)s
group by topic
