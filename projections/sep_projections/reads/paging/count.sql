-- How many rows a list has on all its pages. Reads only.
select count(*) from (
{listing}
) as fact
