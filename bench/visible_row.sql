-- Whether a payment is seen by who reads at the position that every view has reached. Reads only.
select 1
from payments.payment
where stream = %(stream)s
  and known_from = %(position)s
  and known_from <= (
      select min(position)
      from projections.checkpoint
      where name = any (%(projections)s)
  )
