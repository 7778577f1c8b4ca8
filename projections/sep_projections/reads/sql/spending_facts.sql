-- One measure of each school's SEP money in each year: pesos paid for each priority pupil, percent of
-- what was paid that is declared spent, or percent of what is declared that went to some accounts. A
-- school counts in the years in which it was paid or declares; where a part of its measure is not
-- known, or is zero where it divides, there is the reason and no value. Present sums answer where they
-- stand at the position asked for, else the facts themselves do. Reads only.
select
    measured.rbd, measured.year, measured.numerator, measured.denominator, measured.missing,
    case when measured.missing is null
        then measured.factor * measured.numerator / measured.denominator
    end as value
from (
    select
        school.rbd, school.year,
        case %(measure)s::text
            when 'sep_per_priority_pupil' then school.paid
            when 'execution_rate' then school.declared
            else school.chosen
        end as numerator,
        case %(measure)s::text
            when 'sep_per_priority_pupil' then pupils.prioritarios::numeric
            when 'execution_rate' then school.paid
            else school.declared
        end as denominator,
        case %(measure)s::text when 'sep_per_priority_pupil' then 1 else 100 end::numeric as factor,
        case
            when coalesce(school.paid, 0) = 0 and %(measure)s::text <> 'account_share'
                then 'not_paid'
            when coalesce(school.declared, 0) = 0
                and %(measure)s::text <> 'sep_per_priority_pupil' then 'nothing_declared'
            when coalesce(pupils.prioritarios, 0) = 0
                and %(measure)s::text = 'sep_per_priority_pupil' then 'no_priority_pupils'
        end as missing
    from (
        select
            rbd, year,
            sum(amount) filter (where kind = 'paid') as paid,
            sum(amount) filter (where kind = 'declared') as declared,
            coalesce(sum(amount) filter (
                where kind = 'declared'
                    and exists (
                        select from unnest(%(accounts)s::text[]) as prefix
                        where starts_with(account, prefix)
                    )
            ), 0) as chosen
        from (
            select kind, rbd, year, account, amount
            from fund_sum
            where exists (
                    select from projections.checkpoint
                    where name = 'fund_sums'
                        and position = %(known)s
                )
                and kind in ('paid', 'declared')
                and subvencion = 'SEP'
                and rbd <> 0
            union all
            select 'paid', rbd, year, '', sep_total
            from payment
            where not exists (
                    select from projections.checkpoint
                    where name = 'fund_sums'
                        and position = %(known)s
                )
                and known_from <= %(known)s
                and known_to > %(known)s
            union all
            select 'declared', rbd, year, account, declared
            from expenditure
            where not exists (
                    select from projections.checkpoint
                    where name = 'fund_sums'
                        and position = %(known)s
                )
                and known_from <= %(known)s
                and known_to > %(known)s
                and subvencion = 'SEP'
                and rbd is not null
        ) as money
        where year between %(from_year)s::smallint and %(to_year)s::smallint
        group by rbd, year
    ) as school
    left join (
        select rbd, year, sum(prioritarios) as prioritarios
        from grade_count
        where known_from <= %(known)s
            and known_to > %(known)s
        group by rbd, year
    ) as pupils using (rbd, year)
) as measured
