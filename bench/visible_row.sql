-- The row that an event has become. Reads only.
select sep_total
from payments.payment
where stream = %(stream)s
  and known_from = %(position)s
