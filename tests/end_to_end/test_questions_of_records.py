"""The promise: questions about staff, relatives, goods, signatures, payments by place and other
values of the law are each answered by one query, as the files have it."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.end_to_end.figures import Ask
from tests.end_to_end.test_questions import anomalies, dated, picked, rows
from tests.questions import QUERIES, nodes

Files = duckdb.DuckDBPyConnection

STAFF = "left(account, 4) in ('4101', '4102', '4103', '4104')"
GROUPS = ("410100", "410200", "410300", "410400")
STAFF_OF_TERM = f"""
    select sum(declared)::bigint
    from document
    join convenios on convenios.rbd::integer = document.rbd and numero::integer = ?
    where document.rbd = ? and subvencion = 'SEP' and {STAFF}
        and coalesce(paidOn, issuedOn, make_date(year, 12, 31)) between fecha_inicio::date
        and least(
            greatest(fecha_termino::date, prorroga_hasta::date),
            coalesce(fecha_cierre::date, 'infinity')
        )"""


def test_7_staff_in_the_year_and_in_the_convenio(ask: Ask, files: Files, country: Path) -> None:
    for rbd, year in anomalies(country, "RF08"):
        [(rut,)] = rows(
            files, "select rut_sostenedor from convenios where rbd = ? limit 1", str(rbd)
        )
        answer = ask(QUERIES["P7"], rut=rut, rbd=rbd, on=f"{year + 1}-06-01")
        for term in answer["convenioTerms"]["nodes"]:
            [(staff,)] = rows(files, STAFF_OF_TERM, term["number"], term["rbd"])
            assert term["staff"] == staff
        spent = {
            (row["year"], row["accountGroup"]): row["declared"]
            for row in answer["expenditureTotals"]
        }
        paid = {row["year"]: row["sepTotal"] for row in answer["paymentTotals"]}
        staff = {each: sum(spent.get((each, group), 0) for group in GROUPS) for each in paid}
        assert list(staff.items()) == rows(
            files,
            f"""select year, sum(declared)::bigint from document
            where rbd = ? and subvencion = 'SEP' and {STAFF} group by year order by year""",
            rbd,
        )
        assert {each for each in paid if 2 * staff[each] > paid[each]} == {year}


def test_8_what_relatives_and_related_parties_were_paid(
    ask: Ask, files: Files, country: Path
) -> None:
    found = nodes(ask, "P8")
    expected = rows(
        files,
        """select document.rbd, documentNumber, issuer, declared
        from document
        join partes_relacionadas on rut_sostenedor = sostenedorRut and rut_relacionado = issuer
        where coalesce(paidOn, issuedOn, make_date(year, 12, 31)) between desde::date
            and coalesce(try_cast(hasta as date), 'infinity')""",
    )
    assert picked(found, "rbd", "documentNumber", "issuer", "declared") == sorted(expected, key=str)
    for rule in ("RF15", "RF16"):
        assert {rbd for rbd, _ in anomalies(country, rule)} <= {row["rbd"] for row in found}
    related = ask(QUERIES["P8Relaciones"], rut=found[0]["sostenedorRut"])["sostenedor"]
    assert found[0]["issuer"] in {row["related"] for row in related["relatedParties"]}


def test_17_goods_that_could_not_be_found(ask: Ask, files: Files, country: Path) -> None:
    for rbd, year in anomalies(country, "RF34"):
        found = nodes(ask, "P17", year=year)
        expected = rows(
            files,
            """select rbd::integer, items_registrados::integer, items_no_ubicados::integer,
                valor_no_ubicado::bigint
            from inventario where anio = ? and items_no_ubicados::integer > 0""",
            str(year),
        )
        names = ("rbd", "itemsRegistered", "itemsNotFound", "valueNotFound")
        assert picked(found, *names) == sorted(expected, key=str)
        [worst] = [row for row in found if float(row["itemsNotFoundShare"]) > 5]
        assert worst["rbd"] == rbd


def test_18_who_signed_and_whether_the_consejo_knew(ask: Ask, files: Files, country: Path) -> None:
    for rbd, year in anomalies(country, "RF35"):
        found = nodes(ask, "P18", year=year)
        expected = rows(
            files,
            """select rbd::integer, fecha_consejo_escolar::date, fecha_firma_director::date,
                fecha_presentacion::date
            from rendiciones where anio = ? and subvencion = 'SEP'""",
            str(year),
        )
        names = ("rbd", "consejoInformedOn", "signedOn", "presentedOn")
        assert picked(found, *names) == dated(expected)
        [odd] = [
            row for row in found if not (row["consejoFirst"] and row["signedBeforePresenting"])
        ]
        assert odd["rbd"] == rbd


def test_34_what_was_paid_by_place_and_month(ask: Ask, files: Files) -> None:
    answer = ask(QUERIES["P34"], year=2024, real="2024-02")
    for name, keys in (("region", ("region", "dependency")), ("comuna", ("comuna",))):
        expected = rows(
            files,
            f"""select {", ".join(keys)}, count(distinct rbd), sum(sepTotal)::bigint
            from payment where year = 2024 group by {", ".join(keys)}""",
        )
        assert picked(answer[name], *keys, "schools", "sepTotal") == sorted(expected, key=str)
    # Of the months of 2024 the country knows the index of February alone.
    real = {row["month"]: (row["sepTotal"], row["sepReal"]) for row in answer["month"]}
    assert real["2024-02"][0] == real["2024-02"][1] != 0
    assert {month for month, (_, then) in real.items() if then is not None} == {"2024-02"}
    assert {row["sepReal"] for row in answer["comuna"]} == {None}
    assert all(row["unindexed"] == row["payments"] * 11 // 12 for row in answer["region"])


def test_35_what_a_prioritario_is_paid(ask: Ask, files: Files) -> None:
    told = ask(QUERIES["P35"], year=2024)["spending"]["distribution"]
    found: dict[Any, Any] = {
        row["dependency"]: (row["schools"], float(row["overall"])) for row in told if row["schools"]
    }
    expected = rows(
        files,
        """select dependency, count(*), sum(paid)::double / sum(prioritarios)
        from (select rbd, sum(sepTotal) as paid from payment where year = 2024 group by rbd) as fact
        join (
            select rbd, count(*) filter (where prioritario) as prioritarios
            from pupil where year = 2024 group by rbd
        ) as counted using (rbd)
        join places using (rbd)
        where paid > 0 and prioritarios > 0 and 2024 >= fromYear and 2024 < nextYear
        group by dependency""",
    )
    assert found == {
        dependency: (schools, pytest.approx(mean, abs=0.05))
        for dependency, schools, mean in expected
    }


def test_46_what_another_use_and_another_table_cost(ask: Ask, files: Files) -> None:
    """Without settlements of other months all is worth as much more as the values are."""
    found = ask(QUERIES["P46"], month="2019-08", use="29000", times="1.1")["useChange"]
    [(use,)] = rows(files, "select clp from in_pesos where month = '2019-08'")
    for row in found:
        factor = 29000 / float(use) * (1.1 if row["article"] == "art16" else 1)
        assert row["dueThen"] == pytest.approx(row["due"] * factor, rel=1e-6)
        assert row["change"] == row["dueThen"] - row["due"]
    assert {row["article"] for row in found} >= {"art14", "art14bis", "art16", "art20"}
