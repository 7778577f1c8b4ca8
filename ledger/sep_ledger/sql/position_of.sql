-- Where a version of a stream stands in the log. Reads only.
select position from ledger.events
where originator_id = %(stream)s and originator_version = %(version)s
