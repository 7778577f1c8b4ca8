"""The promise: questions about plans, advisers and duties are each answered by one query, as the
files and the key of injected anomalies have it."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.end_to_end.figures import Ask
from tests.end_to_end.test_questions import anomalies, dated, picked, rows
from tests.questions import QUERIES, nodes

Files = duckdb.DuckDBPyConnection
RENDERED = """select distinct rbd::integer, anio::integer from rendiciones
    where subvencion = 'SEP' and fecha_presentacion is not null"""


def schools_of(files: Files, contracts: set[str]) -> set[tuple[int, int]]:
    """The school and the year of contracts."""
    found = rows(files, "select contract, rbd, year(signedOn)::integer from contract")
    return {(rbd, year) for contract, rbd, year in found if contract in contracts}


def test_9_payments_without_register_tender_or_notice(
    ask: Ask, files: Files, country: Path
) -> None:
    found = ask(QUERIES["P9"])
    for name, rule in (("sinRegistro", "RF17"), ("sinConcurso", "RF18"), ("sinAviso", "RF19")):
        contracts = {node["contract"] for node in found[name]["nodes"]}
        assert schools_of(files, contracts) == anomalies(country, rule)
        expected = rows(
            files,
            "select count(*) from pagos_ate where contrato = any(?)",
            sorted(contracts),
        )
        assert [(found[name]["totalCount"],)] == expected


def test_10_milestones_paid_before_approval_or_delivery(
    ask: Ask, files: Files, country: Path
) -> None:
    found = nodes(ask, "P10")
    expected = rows(
        files,
        """select contrato, hito::integer, fecha_pago::date, fecha_aprobacion::date
        from pagos_ate join hitos_ate using (contrato, hito)
        where coalesce(fecha_pago::date < fecha_aprobacion::date, true)""",
    )
    assert picked(found, "contract", "milestone", "paidOn", "approvedOn") == dated(expected)
    assert schools_of(files, {row["contract"] for row in found}) == anomalies(country, "RF21")
    assert {row["afterDelivery"] for row in found} == {False}


def test_29_the_agenda_of_a_sostenedor(ask: Ask, files: Files) -> None:
    [(rut,)] = rows(files, "select min(sostenedorRut) from contract where year(signedOn) = 2018")
    found = ask(QUERIES["P29Agenda"], rut=rut, on="2018-08-01")
    deliveries = [row for row in found["dueNext"]["nodes"] if row["duty"] == "ENTREGA_INFORME"]
    expected = rows(
        files,
        """select fecha_comprometida::date, contrato || '/' || hito, hitos_ate.monto::bigint
        from hitos_ate join contract on contract = contrato
        where sostenedorRut = ? and signedOn <= '2018-08-01' and fecha_entrega > '2018-08-01'""",
        rut,
    )
    assert expected
    assert picked(deliveries, "dueOn", "subject", "amount") == dated(expected)
    renditions = {row["subject"] for row in found["dueNext"]["nodes"] if row["duty"] == "RENDICION"}
    paid = rows(
        files,
        f"""select distinct rbd || '/' || year || '/' || sostenedorRut from payment
        where sostenedorRut = ? and month <= '2018-08' and sepTotal > 0 and (
            year = 2018 or (rbd, year) not in ({RENDERED.replace("*", "")})
        )""",
        rut,
    )
    assert renditions >= {subject for (subject,) in paid if "/2018/" in subject}
    days = [row["dueOn"] for row in found["dueNext"]["nodes"]]
    assert days == sorted(days)


def test_29_what_acts_of_authorities_open_and_hold_back(ask: Ask, files: Files) -> None:
    """The precautionary retention lasts fifteen days (Ley 20.529 art 69)."""
    acts = rows(
        files,
        """select
            rut_sostenedor, fecha_notificacion,
            autoridad || '/' || anio || '/' || numero || '/' || rbd
        from resoluciones
        where tipo = 'retencion_precautoria'
            and fecha_notificacion::date between fecha::date and fecha::date + 15""",
    )
    assert acts
    for rut, told_on, name in acts:
        found = ask(QUERIES["P29Agenda"], rut=rut, on=told_on)
        open_to = {row["subject"]: (row["duty"], row["who"]) for row in found["dueNext"]["nodes"]}
        assert open_to[name] == ("IMPUGNAR_PRECAUTORIA", "SOSTENEDOR")
        held = {row["resolution"]: row["hindrance"] for row in found["blocked"]["nodes"]}
        assert held[name] == "RETENCION_VIGENTE"


def test_30_for_which_action_of_the_plan(ask: Ask, files: Files) -> None:
    found = ask(QUERIES["P30Acciones"], rbd=50001, text="BIBLIOTECA", year=2024)
    expected = rows(
        files,
        """select accion, monto_sep::bigint, nivel_ejecucion::integer from pme_acciones
        where rbd = '50001' and anio = '2024' and lower(nombre) like '%biblioteca%'""",
    )
    assert expected
    assert picked(found["pmeExecution"]["nodes"], "action", "sepBudget", "level") == expected


def test_37_who_does_not_render(ask: Ask, files: Files, country: Path) -> None:
    found = nodes(ask, "P37", on="2024-06-01")
    expected = rows(
        files,
        f"""select sostenedorRut, year, count(distinct rbd), sum(sepTotal)::bigint from payment
        where year < 2024 and sepTotal > 0 and sostenedorRut is not null
            and (rbd, year) not in ({RENDERED})
        group by all""",
    )
    assert picked(found, "sostenedorRut", "year", "schools", "paid") == sorted(expected, key=str)
    assert {(rbd, row["year"]) for row in found for rbd in row["rbds"]} == anomalies(
        country, "RF03"
    )
    assert all((row["verdict"] == "SIN_DATOS") == bool(row["lacks"]) for row in found)
    in_force = {
        (int(rbd), int(number))
        for rbd, number in rows(
            files,
            """select rbd, numero from resoluciones
            where tipo = 'retencion_rendicion' and desde <= '2024-06'
                and clean(fecha_invalidacion) is null
                and coalesce(clean(fecha_alzamiento) >= '2024-06-01', true)""",
        )
    }
    for row in found:
        ordered = {(each["rbd"], each["number"]) for each in row["retentions"]}
        assert ordered == {each for each in in_force if each[0] in row["rbds"]}
        assert row["exposedShare"] == "0.50"  # Ley 21.006 art 1


@pytest.mark.parametrize("months", [6, 14])
def test_38_which_convenios_expire_and_may_not_be_renewed(
    ask: Ask, files: Files, months: int
) -> None:
    on = "2025-01-01"
    found = nodes(ask, "P38", on=on, months=months)
    expected = rows(
        files,
        """select rbd, number, lastDay,
            -- Months to come may still bring money to spend.
            case when paid > 0 and (
                monthsPaid < datediff('month', fromDate, toDate + 1)
                or 10 * (declared - declaredExtension - rejected + rejectedExtension)
                < 7 * (paid - paidExtension + greatest(0, coalesce(brought, 0)))
            ) then 'NO_EXIGIBLE_AUN' end
        from term_money
        where lastDay >= ?::date and lastDay < ?::date + to_months(?) and fromDate <= ?::date
            and coalesce(renewedOn > ?::date, true)""",
        on,
        on,
        months,
        on,
        on,
    )
    assert expected
    listed = [
        {
            **row,
            "spending": next(
                (
                    each["verdict"]
                    for each in row["renewal"]["unmet"]
                    if each["rule"] == "EJECUCION_RENOVACION"
                ),
                None,
            ),
        }
        for row in found
    ]
    assert picked(listed, "rbd", "number", "lastDay", "spending") == dated(expected)


def test_57_which_tenders_are_open(ask: Ask, files: Files) -> None:
    found = nodes(ask, "P57", on="2020-01-25")
    expected = rows(
        files,
        """select concurso, rbd::integer, fecha_cierre::date from concursos_ate
        where excepcion is null and fecha_aviso <= '2020-01-25' and fecha_cierre >= '2020-01-25'
            and fecha_adjudicacion > '2020-01-25'""",
    )
    assert expected
    assert picked(found, "tender", "rbd", "closesOn") == dated(expected)


def an_adviser(files: Files) -> str:
    """The one with the most contracts."""
    [(rut,)] = rows(
        files, "select ateRut from contract group by 1 order by count(*) desc, 1 limit 1"
    )
    return str(rut)


def test_58_how_the_deliverables_of_an_adviser_stand(ask: Ask, files: Files) -> None:
    rut, on = an_adviser(files), "2020-08-20"
    [(found,)] = [tuple(ask(QUERIES["P58"], ate=rut, on=on).values())]
    expected = rows(
        files,
        """select contrato, hito::integer, case
            when fecha_aprobacion <= ? then 'APPROVED'
            when fecha_entrega <= ? then 'IN_REVIEW'
            when fecha_comprometida < ? then 'OVERDUE' else 'PENDING' end,
            (hitos_ate.monto::bigint - coalesce((
                select sum(monto::bigint) from pagos_ate
                where pagos_ate.contrato = hitos_ate.contrato and pagos_ate.hito = hitos_ate.hito
                    and fecha_pago <= ?
            ), 0))::bigint
        from hitos_ate join contract on contract = contrato
        where ateRut = ? and signedOn <= ?""",
        *(on, on, on, on, rut, on),
    )
    assert {standing for _, _, standing, _ in expected} >= {"APPROVED", "PENDING"}
    rows_found = found["deliverables"]["nodes"]
    assert picked(rows_found, "contract", "milestone", "standing", "unpaid") == sorted(
        (row for row in expected), key=str
    )


def test_59_the_standing_of_an_adviser_and_whom_it_served(ask: Ask, files: Files) -> None:
    rut = an_adviser(files)
    found = ask(QUERIES["P59"], ate=rut, on="2020-08-20")["ateProvider"]
    assert (found["statusOn"]["standing"], found["statusOn"]["certified"]) == ("CERTIFIED", True)
    expected = rows(files, "select contract, rbd from contract where ateRut = ?", rut)
    assert picked(found["contracts"]["nodes"], "contract", "rbd") == sorted(expected, key=str)
    served = rows(
        files,
        """select distinct rbd from contract where ateRut = ?
        union select distinct asociados_ate.rbd::integer
        from asociados_ate join contract on contract = contrato where ateRut = ?""",
        rut,
        rut,
    )
    assert found["schoolsServed"] == len(served)
    removed = rows(
        files,
        "select rut, motivo_eliminacion from ate_registro where fecha_eliminacion is not null",
    )
    assert removed
    for ate, reason in removed:
        status = ask(QUERIES["P59"], ate=ate, on="2025-01-01")["ateProvider"]["statusOn"]
        assert (status["standing"], status["reason"]) == ("REMOVED", reason)


def test_60_what_a_school_received_and_on_what_it_was_spent(ask: Ask, files: Files) -> None:
    found = ask(QUERIES["P60"], rbd=50001, year=2024)
    spent = [row for row in found["school"]["expendituresByAccount"] if row["kind"] == "GASTO"]
    expected = rows(
        files,
        """select accountName, amount from line
        where rbd = 50001 and year = 2024 and subvencion = 'SEP' and kind = 'GASTO'""",
    )
    assert expected
    assert sum(row["amount"] for row in spent) == sum(amount for _, amount in expected)
    assert found["school"]["fundStatement"]["spending"] == sum(row["amount"] for row in spent)
    planned = rows(
        files,
        """select sum(monto_sep::bigint)::bigint, count(*) from pme_acciones
        where rbd = '50001' and anio = '2024'""",
    )
    dimensions = found["pmeDimensions"]["nodes"]
    assert planned == [
        (sum(one["sepBudget"] for one in dimensions), sum(one["actions"] for one in dimensions))
    ]


def test_64_what_a_school_was_told_to_give_back(ask: Ask, files: Files) -> None:
    [(rbd,)] = rows(
        files, "select min(rbd) from adjustment where kind = 'discounted' and reason = 'multa'"
    )
    found = ask(QUERIES["P64"], rbd=rbd, on="2026-10-15")
    taken: list[dict[str, Any]] = [
        each for month in found["school"]["payments"] for each in month["adjustments"]
    ]
    expected = rows(files, "select month, kind, reason, amount from adjustment where rbd = ?", rbd)
    assert picked(taken, "month", "kind", "reason", "amount") == sorted(expected, key=str)
    rejected = rows(
        files,
        """select anio::integer, monto_rechazado::bigint from rendiciones
        where rbd = ? and subvencion = 'SEP'""",
        str(rbd),
    )
    assert picked(found["school"]["rendiciones"], "year", "rejected") == sorted(rejected, key=str)
    assert found["findings"]["totalCount"] == 0


def test_64_what_was_ordered_of_a_school_and_how_it_was_sanctioned(ask: Ask, files: Files) -> None:
    [(rbd,)] = rows(files, "select min(rbd::integer) from resoluciones where tipo = 'restitucion'")
    school = ask(QUERIES["P64"], rbd=rbd, on="2026-10-15")["school"]
    resolutions = rows(
        files,
        """select
            autoridad, anio::integer, numero::integer, upper(tipo), fecha::date,
            clean(monto)::bigint, clean(fecha_invalidacion) is not null
        from resoluciones where rbd = ?""",
        str(rbd),
    )
    names = ("authority", "year", "number", "kind", "issuedOn", "amount", "void")
    assert picked(school["resolutions"], *names) == dated(resolutions)
    sanctioned = 0
    for (one,) in rows(files, "select distinct rbd::integer from procedimientos"):
        found = ask(QUERIES["P64"], rbd=one, on="2026-10-15")["school"]["sanctions"]
        expected = rows(
            files,
            """select
                autoridad, numero::integer, upper(sancion), fecha_sancion::date,
                coalesce(
                    clean(multa_pesos)::bigint,
                    round(exact(coalesce(
                        clean(multa_utm_corte), clean(multa_utm_reclamo), clean(multa_utm)
                    )) * pesos_por_utm::bigint)::bigint
                ),
                clean(monto_pagado)::bigint
            from procedimientos left join utm on mes = left(fecha_sancion, 7) where rbd = ?""",
            str(one),
        )
        fine = ("authority", "number", "sanction", "sanctionedOn", "fineClp", "paid")
        assert picked(found, *fine) == dated(expected)
        assert [each["flags"] for each in found] == [[] for _ in found]
        sanctioned += len(found)
    assert sanctioned
