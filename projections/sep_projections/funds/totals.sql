-- name: category_counts
-- Categories by the dimensions asked for. Reads only.
with fact as (
{categories}
)
select
    {keys},
    count(distinct fact.rbd)::integer as schools,
    sum(fact.enrolment)::integer as enrolment
from fact
{joins}
group by {ordinals}
order by {names}
limit %(most_groups)s


-- name: expenditure_totals
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


-- name: payment_totals
-- Payments by the dimensions asked for, first by school within each group and then over the schools,
-- which counts them without sorting. Whole pesos, and pesos of the month asked for where its index and
-- that of every payment's month are known. Reads only.
with fact as (
{payments}
),
price as materialized (
    select month, (
        select index
        from {ipc_value_at} as ipc_value
        where month = %(real_month)s
    ) / index as rise
    from {ipc_value_at} as ipc_value
    where %(real_month)s::text is not null
),
by_school as (
    select
        {keys},
        fact.rbd as school,
        count(*) as payments,
        sum(fact.sep_total) as sep_total,
        sum(fact.sep_total * price.rise) as sep_real,
        sum(fact.sep_prioritarios) as sep_prioritarios,
        sum(fact.sep_preferentes) as sep_preferentes,
        count(*) filter (where fact.sep_prioritarios is null) as unsplit,
        count(*) filter (where price.rise is null) as unindexed
    from fact
    left join price on price.month = fact.month
    {joins}
    group by {ordinals}, fact.rbd
)
select
    {names},
    count(*)::integer as schools,
    sum(payments)::integer as payments,
    sum(sep_total)::bigint as sep_total,
    case when sum(unindexed) = 0 then round(sum(sep_real)) end::bigint as sep_real,
    case when %(real_month)s::text is not null then sum(unindexed) end::integer as unindexed,
    sum(sep_prioritarios)::bigint as sep_prioritarios,
    sum(sep_preferentes)::bigint as sep_preferentes,
    sum(unsplit)::integer as unsplit
from by_school
group by {names}
order by {names}
limit %(most_groups)s


-- name: school_counts
-- Schools of one edition of the register by the dimensions asked for. Reads only.
with fact as (
{schools}
)
select
    {keys},
    count(*)::integer as schools,
    count(distinct fact.sostenedor_rut)::integer as sostenedores,
    sum(fact.enrolment)::integer as enrolment,
    count(*) filter (where fact.enrolment is null)::integer as without_enrolment
from fact
{joins}
group by {ordinals}
order by {names}
limit %(most_groups)s


-- name: test_result_means
-- SIMCE by the dimensions asked for. Means are made of scores without a mark; what is missing or
-- marked is counted apart. Reads only.
with result as (
{test_results}
),
fact as (
    select
        result.rbd, result.year, result.grade, result.region, result.comuna, result.dependency,
        result.rural, result.socioeconomic_group, subject.subject, subject.pupils, subject.score,
        subject.mark,
        (
{score_stands}
        ) as stands
    from result
    join subject_result as subject
        on subject.stream = result.stream
        and subject.known_from = result.position
    where %(subject)s::text is null or subject.subject = %(subject)s
)
select
    {keys},
    count(distinct fact.rbd)::integer as schools,
    count(*)::integer as results,
    count(*) filter (where stands)::integer as scored,
    count(*) filter (where score is not null and mark is not null)::integer as marked,
    count(*) filter (where score is null)::integer as missing,
    coalesce(sum(pupils) filter (where stands), 0)::integer as pupils,
    round(
        sum(score::numeric * pupils) filter (where stands)
        / nullif(sum(pupils) filter (where stands and pupils is not null), 0), 1
    ) as mean,
    round(avg(score) filter (where stands), 1) as school_mean
from fact
{joins}
group by {ordinals}
order by {names}
limit %(most_groups)s


-- name: use_change
-- What the law gives in a month, by the dimensions asked for, and what it would give with another value
-- of the USE or other values of some articles: every line is proportional to both. Settlements of
-- earlier months keep the USE of theirs. An article is rounded once for each school and group of
-- pupils; what Ley 21.006 cuts stays the same share. Whole pesos. Reads only.
with times as materialized (
    select article, factor
    from unnest(%(articles)s::text[], %(factors)s::numeric[]) as given (article, factor)
),
exact as (
    select
        line.rbd, line.article, line.pupils,
        sum(line.line_amount) as amount,
        sum(
            line.line_amount * coalesce(times.factor, 1) * case
                when line.valued = %(month)s then coalesce(
                    %(clp_per_use)s::numeric / line.clp_per_use, 1
                )
                else 1
            end
        ) as amount_then
    from {entitlement_line_at} as line
    left join times on times.article = line.article
    -- The amount of a line stands on each of its bands.
    where line.month = %(month)s
        and line.place = 1
        and (%(rbd)s::integer is null or line.rbd = %(rbd)s)
    group by line.rbd, line.article, line.pupils
),
fact as (
    select
        exact.rbd, left(%(month)s, 4)::smallint as year, exact.article,
        round(exact.amount) * kept.share as due,
        round(exact.amount_then) * kept.share as due_then
    from exact
    inner join (
        select rbd, coalesce(due::numeric / nullif(due - scaled, 0), 1) as share
        from {entitlement_at} as entitlement
        where month = %(month)s
    ) as kept using (rbd)
),
by_school as (
    select
        {keys},
        fact.rbd as school,
        round(sum(fact.due)) as due,
        round(sum(fact.due_then)) as due_then
    from fact
    {joins}
    group by {ordinals}, fact.rbd
)
select
    {names},
    count(*)::integer as schools,
    sum(due)::bigint as due,
    sum(due_then)::bigint as due_then,
    sum(due_then - due)::bigint as change
from by_school
group by {names}
order by {names}
limit %(most_groups)s
