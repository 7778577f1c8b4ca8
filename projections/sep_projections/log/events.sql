-- name: coverage
-- What there is of each dataset by year: facts in their latest known version, and the schools among
-- them. Datasets are named as the importers name them. Reads only.
--
-- Present counts answer where they stand at the position asked for, else the facts themselves do.
-- Only one of the two is read. What both files and commands state (tenders, contracts, milestones and
-- payments of advice, plans for a balance, acts of authorities) is always counted from the facts, where it stands once.
with present as materialized (
    select exists (
        select from projections.checkpoint
        where name = 'coverage'
            and position = %(known)s
    ) as suffices
),
facts as (
    select 'directorio' as dataset, year as year, rbd, known_from, known_to
    from school_year
    union all
    select 'simce' as dataset, year as year, rbd, known_from, known_to
    from test_result
    union all
    select 'categoria_desempeno' as dataset, year as year, rbd, known_from, known_to
    from category_year
    union all
    select 'comunicaciones_agencia' as dataset, extract(year from occurred_on)::integer as year, rbd, known_from, known_to
    from agency_notice
    union all
    select 'subvenciones' as dataset, year as year, rbd, known_from, known_to
    from payment
    union all
    select 'documentos' as dataset, year as year, rbd, known_from, known_to
    from expenditure
    union all
    select 'estado_resultado' as dataset, year as year, rbd, known_from, known_to
    from account_line
    union all
    select 'alumnos_sep' as dataset, year as year, rbd, known_from, known_to
    from pupil_year
    union all
    select 'asistencia' as dataset, substring(month from '^[0-9][0-9][0-9][0-9]')::integer as year, rbd, known_from, known_to
    from attendance
    union all
    select 'plan_de_cuentas' as dataset, year as year, null::integer as rbd, known_from, known_to
    from account
    union all
    select 'use' as dataset, substring(from_month from '^[0-9][0-9][0-9][0-9]')::integer as year, null::integer as rbd, known_from, known_to
    from use_value
    union all
    select 'ipc' as dataset, substring(month from '^[0-9][0-9][0-9][0-9]')::integer as year, null::integer as rbd, known_from, known_to
    from ipc_value
    union all
    select 'utm' as dataset, substring(month from '^[0-9][0-9][0-9][0-9]')::integer as year, null::integer as rbd, known_from, known_to
    from utm_value
    union all
    select 'convenios' as dataset, extract(year from signed_on)::integer as year, rbd, known_from, known_to
    from convenio
    union all
    select 'pme' as dataset, year as year, rbd, known_from, known_to
    from pme_action
    union all
    select 'pme_publicado' as dataset, year as year, rbd, known_from, known_to
    from published_action
    union all
    select 'pme_publicado' as dataset, year as year, rbd, known_from, known_to
    from published_implementation
    union all
    select 'ordenes_compra' as dataset, extract(year from ordered_on)::integer as year, null::integer as rbd, known_from, known_to
    from purchase_order
    union all
    select 'ocds' as dataset, extract(year from published_at at time zone 'UTC')::integer as year, null::integer as rbd, known_from, known_to
    from published_record
    union all
    select 'ocds' as dataset, extract(year from released_at at time zone 'UTC')::integer as year, null::integer as rbd, known_from, known_to
    from published_release
    union all
    select 'ate_registro' as dataset, extract(year from certified_on)::integer as year, null::integer as rbd, known_from, known_to
    from ate_provider
    union all
    select 'evaluaciones_ate' as dataset, extract(year from occurred_on)::integer as year, null::integer as rbd, known_from, known_to
    from ate_provider_step
    where step = 'certification_evaluated'
    union all
    select 'movimientos_bancarios' as dataset, extract(year from occurred_on)::integer as year, null::integer as rbd, known_from, known_to
    from bank_movement
    union all
    select 'rendiciones' as dataset, year as year, rbd, known_from, known_to
    from rendicion_step
    where step in (
        'consejo_informed', 'signed', 'presented', 'extended', 'allocation_observed',
        'allocation_corrected', 'reviewed', 'closed'
    )
    union all
    select 'certificados_saldo' as dataset, year as year, rbd, known_from, known_to
    from saldo_certificate
    union all
    select 'partes_relacionadas' as dataset, extract(year from since)::integer as year, null::integer as rbd, known_from, known_to
    from related_party
    union all
    select 'inventario' as dataset, year as year, rbd, known_from, known_to
    from inventory_check
),
stated_twice as (
    select 'concursos_ate' as dataset, extract(year from announced_on)::integer as year, rbd, known_from, known_to
    from ate_tender
    union all
    select 'contratos_ate' as dataset, extract(year from signed_on)::integer as year, rbd, known_from, known_to
    from ate_contract
    union all
    select 'hitos_ate' as dataset, extract(year from due_on)::integer as year, null::integer as rbd, known_from, known_to
    from ate_milestone
    union all
    select 'pagos_ate' as dataset, extract(year from paid_on)::integer as year, null::integer as rbd, known_from, known_to
    from ate_contract_payment
    union all
    select 'asociados_ate' as dataset, extract(year from occurred_on)::integer as year, rbd, known_from, known_to
    from (
        select distinct on (contract, sostenedor, rbd) occurred_on, rbd, known_from, known_to
        from {ate_contract_step_at} as ate_contract_step
        where step = 'associated'
        order by contract, sostenedor, rbd, known_from desc
    ) as joined
    union all
    select 'planes_saldo' as dataset, extract(year from occurred_on)::integer as year, rbd, known_from, known_to
    from (
        select distinct on (rbd, number) occurred_on, rbd, known_from, known_to
        from {convenio_step_at} as convenio_step
        where step = 'saldo_plan_presented'
        order by rbd, number, known_from desc
    ) as planned
    union all
    select 'resoluciones' as dataset, year, rbd, known_from, known_to
    from (
        select distinct on (authority, year, number, subject) year, rbd, known_from, known_to
        from {act_at} as act
        order by authority, year, number, subject, known_from desc
    ) as ordered
    union all
    select 'procedimientos' as dataset, year, rbd, known_from, known_to
    from (
        select distinct on (authority, year, number) year, rbd, known_from, known_to
        from {proceeding_at} as proceeding
        order by authority, year, number, known_from desc
    ) as proceeded
    union all
    select 'postulaciones_elevadas' as dataset, year, rbd, known_from, known_to
    from (
        select distinct on (rbd, year) year, rbd, known_from, known_to
        from {application_step_at} as application_step
        order by rbd, year, known_from desc
    ) as elevated
    union all
    select 'mejoras' as dataset, extract(year from occurred_on)::integer as year, rbd, known_from, known_to
    from (
        select distinct on (rbd, number) occurred_on, rbd, known_from, known_to
        from {improvement_step_at} as improvement_step
        order by rbd, number, occurred_on, known_from desc
    ) as improved
),
by_school as (
    select dataset, year, nullif(rbd, 0) as rbd, facts as rows
    from fact_count
    where (select suffices from present)
    union all
    select dataset, year, rbd, count(*) as rows
    from facts
    where not (select suffices from present)
        and year is not null
        and known_from <= %(known)s
        and known_to > %(known)s
    group by dataset, year, rbd
    union all
    select dataset, year, rbd, count(*) as rows
    from stated_twice
    where known_from <= %(known)s
        and known_to > %(known)s
    group by dataset, year, rbd
)
select dataset, year, sum(rows)::integer as rows, count(rbd)::integer as schools
from by_school
group by dataset, year


-- name: events
-- Events of the log up to a position. Reads only.
select
    position, originator_id as stream, originator_version as version, topic, state, metadata,
    recorded_at
from ledger.events
where position <= %(known)s
    and position > coalesce(%(after_position)s::bigint, 0)
    and (%(topics)s::text[] is null or topic = any (%(topics)s))
    and (%(stream)s::uuid is null or originator_id = %(stream)s)


-- name: events_at
-- Events at given positions. Reads only.
select
    position, originator_id as stream, originator_version as version, topic, state, metadata,
    recorded_at
from ledger.events
where position = any (%(positions)s::bigint[])


-- name: parked
-- Events that a view could not fold or a rule could not read, among those known at a position. Reads
-- only.
select name, position, error, parked_at
from projections.parked
where position <= %(known)s


-- name: projections
-- How far each view has folded the log, or its beginning up to a position where one is given.
-- Derivations and rebuilds under way have checkpoints too, and are no views. Reads only.
select
    checkpoint.name, checkpoint.version,
    least(checkpoint.position, %(recorded)s::bigint) as position,
    (
        coalesce(%(recorded)s::bigint, head.position)
        - least(checkpoint.position, %(recorded)s::bigint)
    )::integer as positions_behind,
    checkpoint.updated_at
from projections.checkpoint
cross join ledger.head
where checkpoint.name = any (%(projections)s::text[])


-- name: versions_of
-- All versions of given facts up to a position. Reads only.
select
    position, originator_id as stream, originator_version as version, topic, state, metadata,
    recorded_at
from ledger.events
where originator_id = any (%(streams)s::uuid[])
    and position <= %(known)s
order by originator_id, originator_version
