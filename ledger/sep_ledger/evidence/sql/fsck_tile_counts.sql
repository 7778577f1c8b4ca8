-- How many full tiles each level has, and one past its last number. Reads only.
select level, count(*), max(number) + 1 from ledger.tiles group by level order by level
