-- The last day of the first half of the term of a row (`from_date`, `to_date`), in months: of 48, that
-- of the 24th. It says what `half_of` of sep_domain/convenio_rules/terms.py says. Reads only.
select (from_date + make_interval(months => whole.months / 2))::date - 1 as half_on
from (
    select (
        12 * (extract(year from to_date + 1) - extract(year from from_date))
        + extract(month from to_date + 1) - extract(month from from_date)
    )::integer as months
) as touched
cross join lateral (
    select
        touched.months
        - (from_date + make_interval(months => touched.months) > to_date + 1)::integer as months
) as complete
cross join lateral (
    select
        complete.months
        + (
            to_date + 1 - (from_date + make_interval(months => complete.months))::date >= 15
        )::integer as months
) as whole
