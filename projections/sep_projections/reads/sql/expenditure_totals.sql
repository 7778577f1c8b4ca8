-- Declared documents by the dimensions asked for, first by school and account within each group and
-- then over the schools. Whole pesos. Reads only.
--
-- Present sums answer where they stand at the position asked for and hold what the filter asks;
-- else the documents themselves do. Only one of the two is read.
with present as materialized (
    select
        exists (
            select from projections.checkpoint
            where name = 'fund_sums'
                and position = %(known)s
        )
        and num_nonnulls(
            %(issuer)s::text, %(document_number)s::text, %(paid_from)s::date, %(paid_to)s::date,
            %(least_declared)s::bigint, %(without_action)s::boolean, %(outside_convenio)s::boolean,
            %(unbacked)s::boolean, %(related)s::boolean
        ) = 0 as suffices
),
fact as (
    select
        year, nullif(rbd, 0) as rbd, subvencion, account, nullif(account_name, '') as account_name,
        document_type, facts as documents, amount as declared
    from fund_sum
    where (select suffices from present)
        and kind = 'declared'
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
        and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
        and (%(year)s::smallint is null or year = %(year)s)
        and (%(account)s::text is null or starts_with(account, %(account)s))
        and (%(subvencion)s::text is null or subvencion = %(subvencion)s)
        and (%(document_type)s::text is null or document_type = %(document_type)s)
    union all
    select
        year, rbd, subvencion, account, account_name, document_type, 1 as documents, declared
    from (
{expenditures}
    ) as document
    where not (select suffices from present)
),
by_school as (
    select
        {keys},
        fact.rbd as school,
        max(fact.account_name) as account_name,
        sum(fact.documents) as documents,
        sum(fact.declared) as declared
    from fact
    {joins}
    group by {ordinals}, fact.rbd
)
select
    {names},
    max(account_name) as account_name,
    count(school)::integer as schools,
    sum(documents)::integer as documents,
    sum(declared)::bigint as declared,
    coalesce(sum(documents) filter (where school is null), 0)::integer as unattributed
from by_school
group by {names}
order by {names}
limit %(most_groups)s
