-- The execution of the plan of each school, year and dimension against its budget; null
-- where an action's is not known. Whole pesos. Reads only.
select
    rbd, year, dimension, count(*)::integer as actions,
    case when every(document_count is not null) then
        count(*) filter (where document_count = 0)
    end::integer as actions_without_expense,
    (count(*) filter (where without_estimate))::integer as actions_without_estimate,
    case when every(hardly_executed is not null) then
        count(*) filter (where hardly_executed)
    end::integer as actions_hardly_executed,
    sum(sep_budget)::bigint as sep_budget, sum(total_budget)::bigint as total_budget,
    case when every(document_count is not null) then sum(document_count) end::integer
        as document_count,
    case when every(declared is not null) then sum(declared) end::bigint as declared,
    case when every(unspent is not null) then sum(unspent) end::bigint as unspent
from (
{pme_execution}
) as execution
group by rbd, year, dimension
