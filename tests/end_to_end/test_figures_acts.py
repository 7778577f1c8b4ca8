"""Resolutions, sanctions, improvements and the UTM equal the rows of their files."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

RESOLUTIONS = Figures(
    "resolutions",
    """query ($after: String) {
      resolutions(first: 500, after: $after) { nodes {
        authority year number subject kind issuedOn sostenedorRut rbd convenio fromMonth toMonth
        retainedShare paidShare amount notifiedOn challengedOn annulledOn void holdsFrom
      } }
    }""",
    """select
        autoridad as authority, anio::integer as year, numero::integer as number, rbd as subject,
        upper(tipo) as kind, fecha::date as issuedOn, rut_sostenedor as sostenedorRut,
        rbd::integer as rbd, clean(convenio)::integer as convenio, clean(desde) as fromMonth,
        clean(hasta) as toMonth,
        (clean(porcentaje_retenido)::decimal(9, 4) / 100)::decimal(9, 6) as retainedShare,
        (clean(porcentaje_pagado)::decimal(9, 4) / 100)::decimal(9, 6) as paidShare,
        clean(monto)::bigint as amount, clean(fecha_notificacion)::date as notifiedOn,
        clean(fecha_impugnacion)::date as challengedOn,
        clean(fecha_invalidacion)::date as annulledOn,
        clean(fecha_invalidacion) is not null as void,
        coalesce((clean(desde) || '-01')::date, fecha::date) as holdsFrom
    from resoluciones""",
)

SANCTIONS = Figures(
    "sanction proceedings, each fine in UTM and in pesos",
    """query ($after: String) {
      sanctions(first: 500, after: $after) { nodes {
        authority year number sostenedorRut rbd openedOn factEndedOn sanctionedOn sanction gravity
        imposedUtm claimUtm ruledUtm fineUtm fixedClp months clpPerUtm fineClp paidOn paid
      } }
    }""",
    """with told as (
        select
            *, exact(clean(multa_utm)) as imposed, exact(clean(multa_utm_reclamo)) as claimed,
            exact(clean(multa_utm_corte)) as ruled
        from procedimientos
    )
    select
        autoridad as authority, anio::integer as year, numero::integer as number,
        rut_sostenedor as sostenedorRut, rbd::integer as rbd, fecha_inicio::date as openedOn,
        fecha_hecho::date as factEndedOn, fecha_sancion::date as sanctionedOn,
        upper(sancion) as sanction, upper(gravedad) as gravity, imposed as imposedUtm,
        claimed as claimUtm, ruled as ruledUtm, coalesce(ruled, claimed, imposed) as fineUtm,
        clean(multa_pesos)::bigint as fixedClp, clean(meses)::integer as months,
        pesos_por_utm::bigint as clpPerUtm,
        coalesce(
            clean(multa_pesos)::bigint,
            round(coalesce(ruled, claimed, imposed) * pesos_por_utm::bigint)::bigint
        ) as fineClp,
        clean(fecha_pago)::date as paidOn, clean(monto_pagado)::bigint as paid
    from told
    left join utm on mes = left(fecha_sancion, 7)""",
)

IMPROVEMENTS = Figures(
    "improvements, held against a thousand UTM",
    """query ($after: String) {
      improvements(first: 500, after: $after) { nodes {
        rbd number sostenedorRut plannedOn planned consultedOn inWriting financedOn financed
        utmMonth clpPerUtm needsConsultation
      } }
    }""",
    """select
        rbd::integer as rbd, mejora::integer as number, rut_sostenedor as sostenedorRut,
        fecha::date as plannedOn, monto::bigint as planned,
        clean(fecha_consulta)::date as consultedOn,
        flag(por_escrito) as inWriting, fecha_credito::date as financedOn,
        monto_credito::bigint as financed, left(fecha_credito, 7) as utmMonth,
        pesos_por_utm::bigint as clpPerUtm,
        fecha_credito >= '2016-03-01'
            and monto_credito::bigint > 1000 * pesos_por_utm::bigint as needsConsultation
    from mejoras
    join utm on mes = left(fecha_credito, 7)""",
)

UTM = Figures(
    "the UTM",
    """query ($after: String) {
      utmValues(first: 500, after: $after) { nodes { month clpPerUtm } }
    }""",
    "select mes as month, pesos_por_utm::bigint as clpPerUtm from utm",
)

_DAYS = "unnest(['2014-08-10', '2018-05-10', '2024-06-10', '2025-08-16', '2025-08-17'])"

HELD_BACK = Figures(
    "payments that a resolution in force held back on a day",
    """query ($on: Date!, $after: String) {
      blocked(on: $on, filter: {hindrance: RETENCION_VIGENTE}, first: 100, after: $after) {
        nodes { rbd resolution retainedShare paidShare }
      }
    }""",
    f"""select
        rbd::integer as rbd, concat_ws('/', autoridad, anio, numero, rbd) as resolution,
        (clean(porcentaje_retenido)::decimal(9, 4) / 100)::decimal(9, 6) as retainedShare,
        null::decimal(9, 6) as paidShare
    from (select {_DAYS}::date as day), resoluciones
    where tipo in ('retencion_rendicion', 'retencion_precautoria')
        and clean(fecha_invalidacion) is null
        and coalesce((clean(desde) || '-01')::date, fecha::date) <= day
        -- A precautionary one lasts fifteen days (Ley 20.529 art 69).
        and (tipo <> 'retencion_precautoria' or fecha::date + 15 >= day)""",
    variables=f'select {_DAYS} as "on"',
    never_stated=("paidShare",),
)

UNPAID_FINES = Figures(
    "fines that are firm and not paid whole",
    """query ($after: String) {
      dueNext(
        on: "2026-10-15", filter: {duty: PAGAR_MULTA, verdict: SIN_DATOS}, first: 100, after: $after
      ) { nodes { dueOn rbd subject amount } }
    }""",
    """with told as (
        select
            *, coalesce(
                clean(multa_pesos)::bigint,
                round(exact(coalesce(
                    clean(multa_utm_corte), clean(multa_utm_reclamo), clean(multa_utm)
                )) * pesos_por_utm::bigint)::bigint
            ) - coalesce(clean(monto_pagado)::bigint, 0) as unpaid
        from procedimientos
        left join utm on mes = left(fecha_sancion, 7)
        where sancion = 'multa'
    )
    select
        coalesce(clean(fecha_firme), clean(fecha_sentencia))::date as dueOn, rbd::integer as rbd,
        concat_ws('/', autoridad, anio, numero) as subject, unpaid as amount
    from told
    where unpaid > 0 and dueOn is not null""",
)

FIGURES = (RESOLUTIONS, SANCTIONS, IMPROVEMENTS, UTM, HELD_BACK, UNPAID_FINES)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
