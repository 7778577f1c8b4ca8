"""The promise: each documented question about money is answered by its one query, and the answer is
that of the files and of the key of injected anomalies."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.end_to_end.figures import Ask
from tests.questions import ASKED, COMMANDS, DOCUMENT, QUERIES, nodes

Files = duckdb.DuckDBPyConnection


def anomalies(country: Path, rule: str) -> set[tuple[int, int]]:
    """School and year of each anomaly of a rule."""
    with (country / "anomalias.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter=";")
        found = {(int(row["rbd"]), int(row["anio"])) for row in rows if row["regla"] == rule}
    assert found, f"the sample has no {rule}"
    return found


def rows(files: Files, sql: str, *given: Any) -> list[tuple[Any, ...]]:
    return files.execute(sql, given).fetchall()


def picked(found: Iterable[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(row[name] for name in names) for row in found), key=str)


def dated(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Dates as GraphQL writes them, in the order of `picked`."""
    plain = [tuple(c.isoformat() if hasattr(c, "isoformat") else c for c in row) for row in found]
    return sorted(plain, key=str)


def test_every_question_has_its_query() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    answered = QUERIES | COMMANDS
    assert [n for n in ASKED if f"\n## {n}. " not in text or f"P{n}" not in answered] == []


def test_1_a_school_and_year_down_to_its_documents(ask: Ask, files: Files) -> None:
    school = ask(QUERIES["P1"], rbd=50001, year=2024)["school"]
    declared = sum(node["declared"] for node in school["expenditures"]["nodes"])
    [(expected, count)] = rows(
        files,
        """select sum(declared)::bigint, count(*) from document
        where rbd = 50001 and year = 2024 and subvencion = 'SEP'""",
    )
    assert (declared, school["expenditures"]["totalCount"]) == (expected, count)
    [(accepted, rejected)] = rows(
        files,
        """select monto_aceptado::bigint, monto_rechazado::bigint from rendiciones
        where rbd = '50001' and anio = '2024' and subvencion = 'SEP'""",
    )
    assert school["rendiciones"] == [{"accepted": accepted, "rejected": rejected}]
    statement = school["fundStatement"]
    left = statement["opening"] + statement["income"] - statement["spending"]
    assert (statement["documents"], statement["closing"]) == (expected, left)


def test_2_opening_plus_income_less_spending_is_closing_everywhere(ask: Ask, files: Files) -> None:
    [(rut,)] = rows(files, "select min(rut_sostenedor) from movimientos_bancarios")
    answer = ask(QUERIES["P2"], rut=rut)
    for year in answer["sostenedor"]["fundStatements"]:
        assert year["opening"] + year["income"] - year["spending"] == year["closing"]
    terms = answer["convenioTerms"]["nodes"]
    for term in terms:
        # Where the files begin within a term, its balance is counted from what they open with.
        start = term["opening"] if term["brought"] is None else term["brought"]
        moved = term["paid"] - term["declared"] + term["rejected"]
        assert term["saldo"] == start + moved - term["uncounted"]
    names = ("brought", "opening", "uncounted", "paidExtension", "declaredExtension", "held")
    assert picked(terms, "rbd", "number", *names) == sorted(
        rows(
            files,
            f"select rbd, number, {', '.join(names)} from term_money where sostenedorRut = ?",
            rut,
        ),
        key=str,
    )
    accounts = answer["sostenedor"]["bankAccounts"]
    assert picked(accounts, "bankAccount", "received", "withdrawn", "balance") == rows(
        files,
        """select cuenta, sum(abono::bigint)::bigint, sum(cargo::bigint)::bigint,
            arg_max(saldo::bigint, (fecha, linea::integer))
        from movimientos_bancarios where rut_sostenedor = ? group by 1 order by 1""",
        rut,
    )


def test_3_a_balance_that_the_bank_does_not_certify(ask: Ask, files: Files, country: Path) -> None:
    for rbd, year in anomalies(country, "RF05"):
        short = [row for row in nodes(ask, "P3", year=year) if row["shortfall"]]
        assert [row["rbd"] for row in short] == [rbd]
        [(certified,)] = rows(
            files,
            """select sum(saldo_certificado::bigint)::bigint from certificados_saldo
            where rbd = ? and anio = ? and subvencion = 'SEP'""",
            str(rbd),
            str(year),
        )
        books = short[0]["amounts"]
        left = books["opening"] + books["income"] - books["spending"]
        assert (short[0]["certified"], short[0]["shortfall"]) == (certified, left - certified)


def test_4_spending_without_action_and_actions_without_spending(
    ask: Ask, files: Files, country: Path
) -> None:
    named = "lower(regexp_extract(documentDetail, '(?i)acci[oó]n\\s+pme\\s+(\\d{4}/\\w+)', 1))"
    planned = "select rbd::integer, anio || '/' || lower(accion) from pme_acciones"
    for rbd, year in anomalies(country, "RF09"):
        found = nodes(ask, "P4", year=year)
        assert rbd in {row["rbd"] for row in found}
        expected = rows(
            files,
            f"""select rbd, documentNumber, declared from document
            where subvencion = 'SEP' and year = ? and (
                rbd is null or (rbd, coalesce({named}, '')) not in ({planned})
            )""",
            year,
        )
        assert picked(found, "rbd", "documentNumber", "declared") == sorted(expected, key=str)
    actions = ask(QUERIES["P4Acciones"], rbd=50001, year=2024)["school"]["pmeActions"]
    assert picked(actions, "action") == rows(
        files,
        f"""select accion from pme_acciones
        where rbd = '50001' and anio = '2024' and anio || '/' || lower(accion) not in (
            select {named} from document where rbd = 50001 and documentDetail is not null
        ) order by 1""",
    )


def test_5_spending_outside_the_convenio(ask: Ask, files: Files, country: Path) -> None:
    for rbd, year in anomalies(country, "RF10"):
        found = nodes(ask, "P5", year=year)
        assert rbd in {row["rbd"] for row in found}
        expected = rows(
            files,
            """select rbd, documentNumber, declared from document
            where subvencion = 'SEP' and year = ? and rbd is not null
                and coalesce(paidOn, issuedOn) is not null
                and not exists (
                    select 1 from convenios
                    where convenios.rbd::integer = document.rbd
                        and coalesce(paidOn, issuedOn)
                            >= greatest(fecha_firma::date, fecha_inicio::date)
                        and coalesce(paidOn, issuedOn) <= coalesce(
                            fecha_cierre::date,
                            greatest(fecha_termino::date, prorroga_hasta::date)
                        )
                )""",
            year,
        )
        assert picked(found, "rbd", "documentNumber", "declared") == sorted(expected, key=str)


def test_6_documents_charged_above_their_total(ask: Ask, files: Files, country: Path) -> None:
    found = nodes(ask, "P6")
    expected = rows(
        files,
        """select coalesce(issuer, sostenedorRut), documentNumber,
            (sum(declared) - max(documentTotal))::bigint
        from document where documentNumber is not null
        group by coalesce(issuer, sostenedorRut), documentType, documentNumber
        having sum(declared) > max(documentTotal)""",
    )
    assert picked(found, "drawnBy", "documentNumber", "declaredLessTotal") == sorted(expected)
    charged = {part["rbd"] for row in found for part in row["allocations"]["nodes"]}
    assert {rbd for rbd, _ in anomalies(country, "RF12")} <= charged


def test_12_what_was_rendered_late(ask: Ask, files: Files, country: Path) -> None:
    for rbd, year in anomalies(country, "RF04"):
        found = nodes(ask, "P12", year=year)
        assert rbd in {row["rbd"] for row in found}
        assert picked(found, "rbd", "presentedOn", "daysLate") == dated(
            rows(
                files,
                """select rbd::integer, fecha_presentacion::date,
                    fecha_presentacion::date - make_date(anio::integer + 1, 3, 31)
                from rendiciones
                where anio = ? and fecha_presentacion::date > make_date(anio::integer + 1, 3, 31)
                """,
                str(year),
            )
        )


@pytest.mark.parametrize(
    ("anomaly", "rule", "day"),
    [("RF01", "EJECUCION_RENOVACION", "lastDay"), ("RF02", "EJECUCION_MITAD", "halfOn")],
)
def test_13_less_than_seventy_percent(
    ask: Ask, files: Files, country: Path, *, anomaly: str, rule: str, day: str
) -> None:
    ruled = [
        (node["rbd"], node["number"], ruling)
        for node in nodes(ask, "P13", on="2026-11-21")
        for ruling in node["rulings"]
        if ruling["rule"] == rule
    ]
    failed = {(rbd, number) for rbd, number, each in ruled if each["verdict"] == "NO_CUMPLE"}
    # What lacks data says what; without what was brought in, the base is smaller.
    assert all(each["lacks"] for *_, each in ruled if each["verdict"] == "SIN_DATOS")
    others = [(each["base"], each["alternative"]) for *_, each in ruled if each["alternative"]]
    assert others
    assert all(other["base"] is None or other["base"] <= base for base, other in others)
    terms = rows(files, f"select rbd, number, year({day}) from term_money")
    for rbd, year in anomalies(country, anomaly):
        assert failed & {(r, n) for r, n, y in terms if r == rbd and abs(y - year) <= 1}


def test_14_closed_schools_that_keep_a_balance(ask: Ask, files: Files, country: Path) -> None:
    found = {status: nodes(ask, "P14", status=status) for status in ("RECESO", "CERRADO")}
    kept = [row for rows_of_status in found.values() for row in rows_of_status]
    expected = rows(
        files,
        """select rbd, number, saldo from term_money
        where successor is null and saldo > 0 and rbd in (
            select rbd::integer from directorio group by 1
            having arg_max(estado_estab, agno::integer) in ('2', '3')
        )""",
    )
    assert picked(kept, "rbd", "number", "saldo") == sorted(expected, key=str)
    assert {rbd for rbd, _ in anomalies(country, "RF28")} <= {row["rbd"] for row in kept}


def test_15_transfers_between_own_accounts(ask: Ask, files: Files, country: Path) -> None:
    found = nodes(ask, "P15")
    expected = rows(
        files,
        """select rut_sostenedor, fecha::date, cargo::bigint from movimientos_bancarios
        where glosa like 'TRASPASO%' and cargo <> '0'""",
    )
    assert picked(found, "sostenedorRut", "occurredOn", "amount") == dated(expected)
    strayed = {year for _, year in anomalies(country, "RF07")}
    left = [row for row in found if row["fromSep"] and row["restoredOn"] is None]
    assert strayed == {int(row["occurredOn"][:4]) for row in left}


def test_19_spending_above_what_there_was(ask: Ask, files: Files, country: Path) -> None:
    for rbd, year in anomalies(country, "RF13"):
        found = nodes(ask, "P19", year=year)
        assert rbd in {row["rbd"] for row in found}
        assert picked(found, "rbd", "closing") == sorted(
            rows(
                files,
                """select rbd, sum(if(kind = 'GASTO', -amount, amount))::bigint as closing
                from line where subvencion = 'SEP' and year = ? and rbd is not null
                group by rbd having closing < 0""",
                year,
            ),
            key=str,
        )
