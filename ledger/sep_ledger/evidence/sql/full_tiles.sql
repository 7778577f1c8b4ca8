-- How many full tiles a level has; they are numbered without gaps from 0. Reads only.
select coalesce(max(number) + 1, 0) from ledger.tiles where level = %(level)s
