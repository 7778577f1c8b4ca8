-- Resolutions of authorities as issued, and where their later steps have brought them: void, or
-- holding from a day until another (null while it goes on); of retentions that nobody lifted, when
-- what they waited for was rendered. Shares are of 1, amounts whole pesos.
-- Reads only.
with number_of_law as (
{legal_number}
),
latest as (
    select distinct on (authority, year, number, subject, step)
        authority, year, number, subject, step, occurred_on, outcome
    from act_step
    where known_from <= %(known)s
        and known_to > %(known)s
    order by authority, year, number, subject, step, known_from desc
),
gathered as (
    select
        authority, year, number, subject,
        max(occurred_on) filter (where step = 'notified') as notified_on,
        max(occurred_on) filter (where step = 'challenged') as challenged_on,
        max(occurred_on) filter (where step = 'challenge_resolved') as challenge_resolved_on,
        max(outcome) filter (where step = 'challenge_resolved') as challenge_outcome,
        max(occurred_on) filter (where step = 'lifted') as lifted_on,
        max(occurred_on) filter (where step = 'annulled') as annulled_on
    from latest
    group by authority, year, number, subject
),
told as (
    select
        known_from as position, stream, authority, year, number, subject, act.kind,
        act.issued_on, act.sostenedor as sostenedor_rut, act.rbd, act.convenio, act.from_month,
        act.to_month, act.retained_share, act.paid_share, act.amount, act.classification,
        act.requested_on, act.ground_notified_on, act.text, gathered.notified_on,
        gathered.challenged_on, gathered.challenge_resolved_on, gathered.challenge_outcome,
        gathered.lifted_on, gathered.annulled_on, rendered.rendered_on,
        gathered.annulled_on is not null
            or coalesce(gathered.challenge_outcome = 'acogida', false) as void,
        coalesce((act.from_month || '-01')::date, act.issued_on) as holds_from,
        least(
            ((act.to_month || '-01')::date + interval '1 month' - interval '1 day')::date,
            gathered.lifted_on,
            (
                select act.issued_on + term.whole
                from number_of_law as term
                where act.kind = 'retencion_precautoria'
                    and term.name = 'precautionary_retention'
                    and act.issued_on between term.from_date and term.to_date
            ),
            (
                select (gathered.notified_on + make_interval(months => term.whole))::date
                from number_of_law as term
                where act.kind = 'apercibimiento_pme'
                    and term.name = 'plan_after_warning'
                    and gathered.notified_on between term.from_date and term.to_date
            )
        ) as holds_until
    from act
    left join gathered using (authority, year, number, subject)
    left join (
{rendered_since}
    ) as rendered using (stream, known_from)
    where known_from <= %(known)s
        and known_to > %(known)s
)
select *
from told
where (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(kind)s::text is null or kind = %(kind)s)
    and (%(convenio)s::integer is null or convenio = %(convenio)s)
    and (%(void)s::boolean is null or void = %(void)s)
    and (
        %(in_force_on)s::date is null
        or (
            not void
            and holds_from <= %(in_force_on)s
            and coalesce(holds_until, 'infinity') >= %(in_force_on)s
        )
    )
