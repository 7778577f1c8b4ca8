-- The execution of planned actions, those that stand idle or not. Reads only.
select * from (
{pme_execution}
) as execution
where %(idle)s::boolean is null or idle = %(idle)s
