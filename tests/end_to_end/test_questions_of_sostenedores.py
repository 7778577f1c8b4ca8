"""The promise: a sostenedor's questions about its money are each answered by one query, as the
files have it."""

from pathlib import Path
from typing import Any

import duckdb

from tests.end_to_end.figures import Ask
from tests.end_to_end.test_questions import anomalies, dated, picked, rows
from tests.questions import QUERIES, nodes

Files = duckdb.DuckDBPyConnection
ON = "2026-10-15"


def a_holder(files: Files) -> str:
    """The sostenedor with the most convenios."""
    [(rut,)] = rows(
        files, "select sostenedorRut from term_money group by 1 order by count(*) desc, 1 limit 1"
    )
    return str(rut)


def test_16_what_must_be_given_back(ask: Ask, files: Files) -> None:
    found = nodes(ask, "P16", on=ON)
    given_back = [
        {**row, "amount": sum(one["amount"] for one in row["restitutions"])} for row in found
    ]
    expected = rows(
        files,
        """select rbd, number, (
            saldo - least(coalesce(planCovers, 0), saldo)
            + greatest(0, least(coalesce(planCovers, 0), saldo) - coalesce(planExecuted, 0))
        )::bigint
        from term_money
        where lastDay < ? and renewedOn is null and saldo > 0 and not undeclared""",
        ON,
    )
    owed = [row for row in given_back if row["amount"]]
    assert picked(owed, "rbd", "number", "amount") == sorted(
        (row for row in expected if row[2]), key=str
    )
    cost = ask(
        QUERIES["P16Reajuste"], amount=1_000, divertedOn="2019-08-24", restoredOn="2024-03-05"
    )["reparation"]
    # 1,000 × 137.15 / 101.37
    assert (cost["adjusted"], cost["owed"], cost["fine"]) == (1_353, 1_353, 500)


def test_21_what_is_due_is_what_the_ministry_pays(ask: Ask, files: Files) -> None:
    for rbd, month, paid in _payments(files):
        due = ask(QUERIES["P21"], rbd=rbd, month=month)["school"]["entitlement"]
        assert due["total"] == paid
        assert due["explanation"]
        assert {line["article"] for line in due["lines"]}


def test_22_the_parts_make_up_the_difference(ask: Ask, files: Files) -> None:
    for rbd, month, paid in _payments(files):
        now = ask(QUERIES["P22"], rbd=rbd, month=month)["school"]["entitlement"]
        why = now["difference"]
        assert now["total"] - why["previousTotal"] == why["difference"]
        assert sum(part["amount"] for part in why["parts"]) == why["difference"]
        assert now["total"] == paid


def _payments(files: Files) -> list[tuple[int, str, int]]:
    """Payments of 2018, in which nothing is amiss: three schools and three months."""
    return rows(
        files,
        """select rbd, month, sepTotal from payment
        where month in ('2018-04', '2018-06', '2018-10') and rbd not in (
            select rbd from adjustment where month like '2018%'
        ) and sepTotal > 0 and sepPrioritarios is null
        order by rbd, month limit 9""",
    )


def test_23_what_is_unspent_of_which_convenio(ask: Ask, files: Files) -> None:
    rut = a_holder(files)
    found = nodes(ask, "P23", rut=rut)
    expected = rows(
        files,
        """select rbd, number, saldo, held, lastDay from term_money
        where sostenedorRut = ? and successor is null and saldo > 0""",
        rut,
    )
    assert expected
    assert picked(found, "rbd", "number", "saldo", "held", "lastDay") == dated(expected)


def test_24_how_far_from_seventy_and_from_fifty_percent(ask: Ask, files: Files) -> None:
    rut = a_holder(files)
    answered = nodes(ask, "P24", rut=rut, on=ON)
    found = [
        {**row, "share": ruling["share"], "missing": ruling["missing"]}
        for row in answered
        for ruling in row["rulings"]
        if ruling["rule"] == "TOPE_PERSONAL"
    ]
    expected = rows(
        files,
        """select rbd, number, share_of(staff, paid)::text, greatest(0, staff - paid // 2)::bigint
        from term_money where sostenedorRut = ?""",
        rut,
    )
    assert picked(found, "rbd", "number", "share", "missing") == sorted(expected, key=str)
    without_brought = [
        {**row, **ruling["alternative"]}
        for row in answered
        for ruling in row["rulings"]
        if ruling["rule"] == "EJECUCION_RENOVACION" and ruling["alternative"]
    ]
    of_files = rows(
        files,
        """select rbd, number, (paid - paidExtension)::bigint, share_of(
            declared - declaredExtension - rejected + rejectedExtension, paid - paidExtension
        )::text
        from term_money where sostenedorRut = ? and coalesce(brought > 0, true)""",
        rut,
    )
    assert of_files
    assert picked(without_brought, "rbd", "number", "base", "share") == sorted(of_files, key=str)


def test_25_what_is_missing_to_close_the_year(ask: Ask, files: Files, country: Path) -> None:
    for rbd, year in anomalies(country, "RF03"):
        [(rut,)] = rows(
            files,
            "select distinct sostenedorRut from document where rbd = ? and year = ?",
            rbd,
            year,
        )
        assert _states(ask, rut, rbd, year)["PRESENTACION"] == "FALTA"
    [(rut, rbd)] = rows(
        files,
        """select rut_sostenedor, rbd::integer from rendiciones
        where anio = '2018' and subvencion = 'SEP' and fecha_cierre is not null
        order by rbd limit 1""",
    )
    done = _states(ask, rut, rbd, 2018)
    kept = ("CONSEJO_ESCOLAR", "FIRMA_DIRECTOR", "PRESENTACION", "CIERRE")
    assert {done[item] for item in kept} == {"HECHO"}


def _states(ask: Ask, rut: str, rbd: int, year: int) -> dict[str, str]:
    """The state of each item; who is told `SIN_DATOS` is told what lacks."""
    entries = ask(QUERIES["P25"], rut=rut, rbd=rbd, year=year)["rendicionChecklist"]
    for entry in entries:
        assert entry["verdict"] != "SIN_DATOS" or entry["lacks"]
        assert entry["state"] != "HECHO" or entry["verdict"] in {"CUMPLE", "NO_CUMPLE"}
    return {entry["item"]: entry["state"] for entry in entries}


def test_27_the_last_day_to_ask_for_renewal(ask: Ask, files: Files) -> None:
    rut = a_holder(files)
    found = [
        {**row, "decidedOn": ruling["decidedOn"], "verdict": ruling["verdict"]}
        for row in nodes(ask, "P27", rut=rut, on=ON)
        for ruling in row["rulings"]
        if ruling["rule"] == "PLAZO_RENOVACION"
    ]
    expected = rows(
        files,
        """select rbd, number, toDate - 60, case
            when renewalRequestedOn <= toDate - 60 then 'CUMPLE'
            when toDate - 60 < ?::date then 'NO_CUMPLE' else 'NO_EXIGIBLE_AUN'
        end from term_money where sostenedorRut = ?""",
        ON,
        rut,
    )
    assert picked(found, "rbd", "number", "decidedOn", "verdict") == dated(expected)


def test_28_what_a_change_of_category_gives(ask: Ask, files: Files) -> None:
    """An emergente is topped up to what an autónoma gets, but for roundings of a peso a line."""
    [(rbd,)] = rows(
        files,
        """select min(rbd::integer) from convenios
        where clasificacion_sep = 'EMERGENTE' and fecha_inicio <= '2017-03-01'
            and fecha_termino >= '2019-02-28' and numero::integer > 1""",
    )
    months = ask(QUERIES["P28"], rbd=rbd, year=2018, classification="AUTONOMO")["school"][
        "entitlementIf"
    ]
    assert months
    for month in months:
        change = month["hypotheticalTotal"] - month["currentTotal"]
        assert month["change"] == change
        assert abs(change) <= 10


def test_29_what_falls_due_and_what_is_blocked(ask: Ask, files: Files) -> None:
    [(rut,)] = rows(files, "select max(sostenedorRut) from contract")
    found = [
        {**milestone, "contract": row["contract"]}
        for row in nodes(ask, "P29", rut=rut)
        for milestone in row["milestones"]
    ]
    expected = rows(
        files,
        """select contrato, hito::integer, fecha_comprometida::date, fecha_aprobacion::date,
            hitos_ate.monto::bigint
        from hitos_ate join contract on contract = contrato where sostenedorRut = ?""",
        rut,
    )
    assert expected
    assert picked(found, "contract", "milestone", "dueOn", "approvedOn", "amount") == dated(
        expected
    )


def test_30_under_which_account(ask: Ask, files: Files) -> None:
    found = nodes(ask, "P30", text="DIDÁCTICO", year=2018)
    expected = rows(
        files,
        """select cuenta, count(distinct rbd), coalesce(sum(declared), 0)::bigint
        from (
            select cuenta_alias as cuenta, desc_cuenta from plan_de_cuentas
            where contains(lower(desc_cuenta), 'didáctico')
            group by all
        )
        left join document on account = cuenta and subvencion = 'SEP' and year = 2018
        group by cuenta""",
    )
    assert expected
    assert picked(found, "account", "schools", "declared") == sorted(expected, key=str)


def test_32_what_passes_with_a_school_and_what_stays(ask: Ask, files: Files) -> None:
    school: dict[str, Any] = ask(QUERIES["P32"], rbd=50003, on=ON)["school"]
    money = [{"number": one["number"], **one["money"]} for one in school["convenios"]]
    assert picked(money, "number", "saldo", "rejected") == sorted(
        rows(files, "select number, saldo, rejected from term_money where rbd = 50003"), key=str
    )
    assert picked(school["rendiciones"], "year", "rejected") == sorted(
        rows(
            files,
            """select anio::integer, monto_rechazado::bigint from rendiciones
            where rbd = '50003' and subvencion = 'SEP'""",
        ),
        key=str,
    )


def test_33_which_plan_covers_expired_convenios(ask: Ask, files: Files, country: Path) -> None:
    found = nodes(ask, "P33", on=ON)
    expected = rows(
        files,
        """select rbd, number, saldo, planCovers, planExecuted from term_money
        where lastDay < ? and successor is null and saldo > 0""",
        ON,
    )
    assert picked(found, "rbd", "number", "saldo", "planCovers", "planExecuted") == sorted(
        expected, key=str
    )
    uncovered = {row["rbd"] for row in found if row["planOn"] is None}
    assert {rbd for rbd, _ in anomalies(country, "RF36")} <= uncovered
