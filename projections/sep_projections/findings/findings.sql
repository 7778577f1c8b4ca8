-- name: findings
-- Audit findings as opened, and where their later steps have brought them. Reads only.
with step as (
    select *
    from {finding_step_at} as finding_step
    where (%(finding)s::uuid is null or finding = %(finding)s)
),
opened as (
    select distinct on (finding) *
    from step
    where step = 'opened'
    order by finding, known_from
),
latest as (
    select distinct on (finding) finding, step, occurred_on
    from step
    order by finding, known_from desc
),
gathered as (
    select
        finding,
        (count(*) filter (where step = 'answered'))::integer as answers,
        (array_agg(authority order by known_from desc) filter (where step = 'escalated'))[1]
            as authority,
        (array_agg(outcome order by known_from desc) filter (where step = 'closed'))[1] as outcome,
        min(occurred_on) filter (where step = 'closed') as closed_on,
        min(occurred_on) filter (where step = 'withdrawn') as withdrawn_on
    from step
    group by finding
)
select
    opened.known_from as position, opened.stream, opened.finding,
    opened.occurred_on as opened_on, opened.subject_kind, opened.subject, opened.rule, opened.rbd,
    opened.sostenedor as sostenedor_rut, opened.amount, opened.text,
    latest.step as standing, latest.occurred_on as standing_since,
    gathered.answers, gathered.authority, gathered.outcome, gathered.closed_on,
    gathered.withdrawn_on
from opened
join latest using (finding)
join gathered using (finding)
where (%(rbd)s::integer is null or opened.rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or opened.sostenedor = %(sostenedor)s)
    and (%(rule)s::text is null or opened.rule = %(rule)s)
    and (%(subject)s::text is null or opened.subject = %(subject)s)
    and (%(subjects)s::text[] is null or opened.subject = any(%(subjects)s))
    and (%(standing)s::text is null or latest.step = %(standing)s)
    and (
        %(closed)s::boolean is null
        or (latest.step in ('closed', 'withdrawn')) = %(closed)s
    )
