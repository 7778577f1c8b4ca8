-- Counts facts; a restatement counts as the fact it restates, and a count of none is no row. What is
-- counted here is stated in one stream only: contracts with advisers, plans for a balance and acts of authorities,
-- which files and commands both state, are few and counted where they are read.
merge into fact_count as kept
using (
    select
        dataset,
        coalesce(
            doc ->> 'year',
            left(coalesce(doc ->> 'month', doc ->> 'from_month', doc ->> 'occurred_on'), 4)
        )::smallint as year,
        coalesce((doc ->> 'rbd')::integer, 0) as rbd,
        sum(weight)::integer as facts
    from change
    inner join (
        values
            ('school.registered', 'directorio'),
            ('test_result.published', 'simce'),
            ('category.assigned', 'categoria_desempeno'),
            ('agency_notice.given', 'comunicaciones_agencia'),
            ('payment.disbursed', 'subvenciones'),
            ('expenditure.declared', 'documentos'),
            ('account.declared', 'estado_resultado'),
            ('pupil_counts.published', 'alumnos_sep'),
            ('attendance.published', 'asistencia'),
            ('account.defined', 'plan_de_cuentas'),
            ('use_value.published', 'use'),
            ('ipc.published', 'ipc'),
            ('utm.published', 'utm'),
            ('convenio.signed', 'convenios'),
            ('pme.action_planned', 'pme'),
            ('pme_published.action', 'pme_publicado'),
            ('pme_published.implementation', 'pme_publicado'),
            ('purchase_order.published', 'ordenes_compra'),
            ('ocds.record_published', 'ocds'),
            ('ocds.release_published', 'ocds'),
            ('ate_provider.certified', 'ate_registro'),
            ('ate_provider.certification_evaluated', 'evaluaciones_ate'),
            ('bank.movement_recorded', 'movimientos_bancarios'),
            ('rendicion.consejo_informed', 'rendiciones'),
            ('rendicion.signed', 'rendiciones'),
            ('rendicion.presented', 'rendiciones'),
            ('rendicion.extended', 'rendiciones'),
            ('rendicion.allocation_observed', 'rendiciones'),
            ('rendicion.allocation_corrected', 'rendiciones'),
            ('rendicion.reviewed', 'rendiciones'),
            ('rendicion.closed', 'rendiciones'),
            ('saldo.certified', 'certificados_saldo'),
            ('related_party.declared', 'partes_relacionadas'),
            ('inventory.checked', 'inventario')
    ) as counted (event, dataset) using (event)
    group by 1, 2, 3
    having sum(weight) <> 0
) as change
on kept.dataset = change.dataset
    and kept.year = change.year
    and kept.rbd = change.rbd
when matched and kept.facts + change.facts = 0 then
    delete
when matched then
    update set facts = kept.facts + change.facts
when not matched then
    insert (dataset, year, rbd, facts)
    values (change.dataset, change.year, change.rbd, change.facts);
