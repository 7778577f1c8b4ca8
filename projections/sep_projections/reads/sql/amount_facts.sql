-- Every posting that counts towards one of the ten amounts, and the bank's certificates of a balance,
-- each with its kind. Whole pesos. Reads only.
select
    booked.year, booked.effective, booked.account, booked.fund, booked.rbd, booked.sostenedor_rut,
    booked.convenio_number, rule.kind, rule.sign * booked.amount as counted
from (
{journal_postings}
) as booked
inner join entry
    on entry.stream = booked.stream
    and entry.number = booked.number
    and entry.known_from <= %(known)s
    and entry.known_to > %(known)s
inner join unnest(
    %(rule_amounts)s::text[], %(rule_events)s::text[], %(rule_accounts)s::text[],
    %(rule_signs)s::integer[]
) as rule (kind, event, account, sign)
    on rule.event = entry.event
    and rule.account = booked.account
union all
select
    year, certified_on, null, subvencion, rbd, sostenedor, null, 'accredited', amount
from saldo_certificate
where known_from <= %(known)s
    and known_to > %(known)s
    and %(convenio)s::integer is null
    and (%(effective)s::date is null or certified_on <= %(effective)s)
    and (%(from_date)s::date is null or certified_on >= %(from_date)s)
    and (%(fund)s::text is null or subvencion = %(fund)s)
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
