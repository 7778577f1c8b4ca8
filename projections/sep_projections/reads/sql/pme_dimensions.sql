-- The execution of the plan of each school, year and dimension against its budget. Whole pesos. Reads
-- only.
select
    rbd, year, dimension, count(*)::integer as actions,
    (count(*) filter (where document_count = 0))::integer as actions_without_expense,
    (count(*) filter (where without_estimate))::integer as actions_without_estimate,
    (count(*) filter (where hardly_executed))::integer as actions_hardly_executed,
    sum(sep_budget)::bigint as sep_budget, sum(total_budget)::bigint as total_budget,
    sum(document_count)::integer as document_count, sum(declared)::bigint as declared,
    sum(unspent)::bigint as unspent
from (
{pme_execution}
) as execution
group by rbd, year, dimension
