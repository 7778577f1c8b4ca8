"""The promise: what is left of a convenio is one number, whoever is asked, or differs by named
lines; nothing is carried twice, nothing hidden, and what is not known is said."""

from datetime import date
from typing import Any

import psycopg
import pytest
from tests.conftest import Server
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, OTHER, convenio, extended, line, transferred
from tests.graphql.test_convenio_terms import (
    paid_monthly,
    rendered,
    renewed,
    spending,
    spent_yearly,
)
from tests.projections.given import certificate, payment, school

from sep_domain.convenio_rules.terms import half_of
from sep_domain.events.funds.accounting import AccountDeclared, SaldoCertified
from sep_domain.events.legal.convenios import ConvenioSettled, SaldoPlanPresented
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_projections.reading import statements

YEARS = range(2020, 2025)


def estado(rbd: int, year: int, opening: int, income: int, spent: int) -> list[AccountDeclared]:
    when = {"year": year, "occurred_on": date(year, 12, 31)}
    return [
        line(rbd, "500001", opening, **when),
        line(rbd, "310101", income, **when),
        line(rbd, "410601", spent, **when),
    ]


def certified(rbd: int, year: int, amount: int) -> SaldoCertified:
    day = {"year": year, "occurred_on": date(year, 12, 31)}
    return certificate(rbd, amount).model_copy(update=day)


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    """A convenio of 2020-03 to 2024-02 with all its books: 30 brought, 480 paid, 400 spent."""
    ledger.record(
        school(1, 2024),
        convenio(1, 2020, to_date=date(2024, 2, 29)),
        *paid_monthly(
            1, "2020-03", "2024-02", **{f"m{year}_06": 120 for year in range(2020, 2024)}
        ),
        *spent_yearly(1, YEARS, **{f"y{year}": 100 for year in range(2021, 2025)}),
        *(fact for n, year in enumerate(range(2020, 2024)) for fact in _of_year(n, year)),
    )
    return ledger


def _of_year(n: int, year: int) -> list[Any]:
    """30 at first, then 120 in and 100 out a year; nothing out in the first."""
    opening = 30 if n == 0 else 150 + 20 * (n - 1)
    spent = 0 if n == 0 else 100
    return [*estado(1, year, opening, 120, spent), certified(1, year, opening + 120 - spent)]


BRIDGE = """{ convenioTerms(filter: { rbd: 1 }) { nodes {
  number brought carries saldo passedOn held successor missing
  bridge(on: "2026-05-02") {
    saldo held lacks
    lines { kind detail amount carried }
    onward { kind detail amount carried }
    views { view day amount lacks lines { kind detail amount explanation } } }
  handovers { day fromSostenedorRut toSostenedorRut amount } } } }"""


def bridges(ledger: Ledger) -> list[dict[str, Any]]:
    """The convenios of school 1, every bridge of which must add up."""
    nodes: list[dict[str, Any]] = ledger.data(BRIDGE)["convenioTerms"]["nodes"]
    for node in nodes:
        bridge = node["bridge"]
        start = bridge["saldo"] if bridge["saldo"] is not None else total(bridge["lines"])
        assert bridge["saldo"] == node["saldo"]
        assert bridge["held"] == node["held"]
        assert total(bridge["lines"]) == start
        if bridge["held"] is not None:
            assert start + total(bridge["onward"]) == bridge["held"]
        for seen in bridge["views"]:
            # What is asked back for want of a plan stands, with what would tell of a plan.
            is_asked_back = seen["view"] == "RESTITUCION" and seen["amount"] is not None
            assert is_asked_back or (seen["amount"] is None) == bool(seen["lacks"])
            assert seen["amount"] is None or start + total(seen["lines"]) == seen["amount"]
    return nodes


def total(lines: list[dict[str, Any]]) -> int:
    return sum(line["amount"] for line in lines)


def named(lines: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(line["kind"], line["detail"], line["amount"]) for line in lines]


def seen(node: dict[str, Any], view: str) -> dict[str, Any]:
    [found] = [one for one in node["bridge"]["views"] if one["view"] == view]
    return dict(found)


def test_saldo_books_statement_and_certificate_are_one_number(kept: Ledger) -> None:
    (node,) = bridges(kept)
    assert (node["brought"], node["carries"], node["saldo"], node["held"]) == (30, False, 110, 110)
    assert node["bridge"]["lacks"] == []
    assert (seen(node, "LIBRO")["amount"], seen(node, "LIBRO")["lines"]) == (110, [])
    # 2024 has no accounts of its own yet: a hundred was spent in its January.
    for view in ("ESTADO_RESULTADOS", "CERTIFICADO"):
        assert (seen(node, view)["amount"], seen(node, view)["day"]) == (210, "2023-12-31")
        assert named(seen(node, view)["lines"]) == [("movimiento_posterior", "2023", 100)]
    assert (seen(node, "RESTITUCION")["amount"], seen(node, "RESTITUCION")["lines"]) == (110, [])


def test_what_differs_has_a_name_and_a_year(kept: Ledger) -> None:
    kept.record(
        line(1, "310102", 9, year=2022, occurred_on=date(2022, 12, 31)),
        line(1, "410602", 4, year=2021, occurred_on=date(2021, 12, 31)),
        certified(1, 2023, 200),
    )
    (node,) = bridges(kept)
    statement = seen(node, "ESTADO_RESULTADOS")
    assert set(named(statement["lines"])) == {
        ("movimiento_posterior", "2023", 100),
        ("gastos_distintos", "2021", -4),
        ("ingresos_distintos", "2022", 9),
        # The years open as if neither had been.
        ("apertura_distinta_del_cierre", "2022", 4),
        ("apertura_distinta_del_cierre", "2023", -9),
    }
    assert ("diferencia_con_certificado", "2023", -10) in named(seen(node, "CERTIFICADO")["lines"])


def test_money_in_the_bank_is_not_told_as_nothing(ledger: Ledger) -> None:
    """No file before 2014; the convenio of 2010 has its balance from what 2014 opens with."""
    ledger.record(
        school(1, 2024),
        convenio(1, 2010, to_date=date(2014, 2, 28)),
        *estado(1, 2014, 16_500_000, 20, 0),
        *paid_monthly(1, "2014-01", "2014-02", m2014_01=20),
        *spent_yearly(1, range(2014, 2015)),
        certified(1, 2014, 16_500_020),
    )
    (node,) = bridges(ledger)
    assert (node["brought"], node["saldo"], node["held"]) == (None, 16_500_020, 16_500_020)
    assert node["bridge"]["lines"][0] == {
        "kind": "saldo_inicial",
        "detail": "2014",
        "amount": 16_500_000,
        "carried": False,
    }
    assert seen(node, "CERTIFICADO")["lines"] == []
    found = ledger.data(RENEWED_FALSE)["convenioTerms"]["nodes"]
    assert found == [{"rbd": 1, "saldo": 16_500_020}]
    told = verdicts(ledger)
    assert told["EJECUCION_RENOVACION"][0] == "SIN_DATOS"
    assert told["EJECUCION_RENOVACION"][1] == [
        "No se sabe con qué saldo empezó el convenio.",
        "No hay pagos conocidos de 2010-03 a 2013-12.",
        "No hay documentos declarados de 2010, 2011, 2012, 2013.",
    ]


RENEWED_FALSE = """{ convenioTerms(filter: { renewed: false, leastSaldo: 1 }) {
  nodes { rbd saldo } } }"""
RULINGS = """{ convenioTerms(filter: { rbd: 1 }) { nodes { number
  rulings(on: "2026-06-01") { rule verdict lacks decidedOn base } } } }"""


def verdicts(ledger: Ledger) -> dict[str, tuple[str, list[str]]]:
    """Of the last convenio of school 1: the verdict of each rule, and what lacks."""
    rulings = ledger.data(RULINGS)["convenioTerms"]["nodes"][-1]["rulings"]
    for one in rulings:
        assert one["decidedOn"] or one["verdict"] != "NO_EXIGIBLE_AUN"
        assert (one["verdict"] != "SIN_DATOS") or one["lacks"]
    return {one["rule"]: (one["verdict"], one["lacks"]) for one in rulings}


def test_an_opening_that_nothing_declares_is_no_zero(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2024),
        convenio(1, 2010, to_date=date(2014, 2, 28)),
        *paid_monthly(1, "2014-01", "2014-02", m2014_01=20),
        *spent_yearly(1, range(2014, 2015)),
    )
    (node,) = bridges(ledger)
    assert (node["brought"], node["saldo"]) == (None, None)
    assert "OPENING_UNKNOWN" in node["missing"]
    assert node["bridge"]["lacks"][0] == "No se sabe con qué saldo empezó el convenio."
    assert verdicts(ledger)["SALDO_VENCIDO"][0] == "SIN_DATOS"


def test_a_second_convenio_whose_first_is_not_known_starts_with_its_year(ledger: Ledger) -> None:
    """January and February, before the term, are counted apart: 40 declared, 12 in, 2 out."""
    ledger.record(
        school(1, 2024),
        convenio(1, 2020, number=2, to_date=date(2024, 2, 29)),
        *estado(1, 2020, 40, 22, 7),
        payment(1, "2020-01", 12),
        *paid_monthly(1, "2020-03", "2024-02", m2020_03=10),
        spending(1, "410601", 2, date(2020, 2, 10)),
        *spent_yearly(1, range(2020, 2025), y2021=5),
        spending(1, "410601", 5, date(2020, 6, 1)),
    )
    (node,) = bridges(ledger)
    assert (node["brought"], node["saldo"]) == (50, 50)
    assert ("saldo_inicial", "2020", 50) in named(node["bridge"]["lines"])
    statement = seen(node, "ESTADO_RESULTADOS")
    assert (statement["amount"], named(statement["lines"])) == (
        55,
        [("movimiento_posterior", "2020", 5)],
    )


def test_a_renewal_hides_nothing_while_no_successor_exists(kept: Ledger) -> None:
    kept.record(renewed(1, 1, date(2024, 2, 1)))
    assert kept.data(RENEWED_FALSE)["convenioTerms"]["nodes"] == [{"rbd": 1, "saldo": 110}]
    (node,) = bridges(kept)
    assert (node["successor"], node["passedOn"], node["held"]) == (None, None, 110)
    assert ("renovado_sin_sucesor_conocido", "", -110) in named(seen(node, "RESTITUCION")["lines"])
    kept.record(convenio(1, 2024, number=2))
    assert kept.data(RENEWED_FALSE)["convenioTerms"]["nodes"] == []
    first, second = bridges(kept)
    assert (first["successor"], first["passedOn"], first["held"]) == (2, 110, 0)
    assert (second["brought"], second["carries"]) == (110, True)
    assert ("traido_del_anterior", "1", 110) in named(second["bridge"]["lines"])


def test_a_convenio_that_was_not_renewed_hands_nothing_to_a_later_one(kept: Ledger) -> None:
    kept.record(
        convenio(1, 2024, number=2),
        *paid_monthly(1, "2024-03", "2024-12", m2024_03=5),
        *estado(1, 2024, 110, 5, 0),
    )
    first, second = bridges(kept)
    assert (first["held"], second["brought"], second["carries"]) == (110, 0, False)
    assert second["saldo"] is None  # no document of it yet
    assert ("saldo_inicial_distinto", "2024", 10) in named(
        seen(second, "ESTADO_RESULTADOS")["lines"]
    )


def test_what_passes_to_a_servicio_local_is_named(kept: Ledger) -> None:
    kept.record(transferred(1, date(2022, 1, 1), OTHER))
    (node,) = bridges(kept)
    assert node["handovers"] == [
        {
            "day": "2022-01-01",
            "fromSostenedorRut": HOLDER,
            "toSostenedorRut": OTHER,
            "amount": 30 + 120 + 120 - 100,
        }
    ]
    assert named(node["bridge"]["onward"]) == [
        ("traspasado_por", HOLDER, -170),
        ("traspasado_a", OTHER, 170),
    ]
    assert all(one["carried"] for one in node["bridge"]["onward"])


def test_the_register_tells_of_a_handover_that_no_step_does(kept: Ledger) -> None:
    kept.record(school(1, 2022), school(1, 2023, sostenedor=OTHER))
    (node,) = bridges(kept)
    # The edition of 2024 has the first holder again.
    assert [(one["day"], one["amount"]) for one in node["handovers"]] == [
        ("2023-01-01", 190),
        ("2024-01-01", 210),
    ]


def test_what_is_given_back_or_used_by_a_plan_is_held_no_longer(kept: Ledger) -> None:
    kept.record(
        SaldoPlanPresented(
            occurred_on=date(2026, 4, 1),
            rbd=1,
            number=1,
            saldo=60,
            deadline=date(2026, 9, 30),
            executed=25,
        ),
        ConvenioSettled(occurred_on=date(2026, 4, 2), rbd=1, number=1, restored=50),
    )
    (node,) = bridges(kept)
    assert named(node["bridge"]["onward"]) == [
        ("ejecutado_segun_plan", "", -25),
        ("restituido", "", -50),
    ]
    assert node["held"] == 35
    owed = seen(node, "RESTITUCION")
    assert (owed["amount"], named(owed["lines"])[-1]) == (0, ("en_plan_de_saldos", "", -35))


def test_the_extension_is_shown_apart_and_is_no_part_of_the_share(kept: Ledger) -> None:
    kept.record(
        extended(1, date(2024, 12, 31)),
        *paid_monthly(1, "2024-03", "2024-12", m2024_04=70),
        spending(1, "410601", 30, date(2024, 5, 1)),
    )
    ask = """{ convenioTerms(filter: { rbd: 1 }) { nodes {
      paid paidExtension declared declaredExtension saldo
      rulings(on: "2025-06-01") { rule base amount decidedOn } } } }"""
    (node,) = kept.data(ask)["convenioTerms"]["nodes"]
    money = {name: node[name] for name in node if name != "rulings"}
    assert money == {
        "paid": 550,
        "paidExtension": 70,
        "declared": 430,
        "declaredExtension": 30,
        "saldo": 150,
    }
    (share,) = (one for one in node["rulings"] if one["rule"] == "EJECUCION_RENOVACION")
    assert (share["base"], share["amount"], share["decidedOn"]) == (510, 400, "2024-02-29")
    (shown,) = bridges(kept)
    assert ("pagado_en_prorroga", "2024", 70) in named(shown["bridge"]["lines"])


def test_month_24_is_of_the_first_half_and_month_25_is_not(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2024),
        convenio(1, 2020, to_date=date(2024, 2, 29)),
        *paid_monthly(1, "2020-03", "2024-02", m2022_02=100, m2022_03=1),
        *spent_yearly(1, range(2020, 2025)),
        spending(1, "410601", 60, date(2022, 2, 28)),
        spending(1, "410601", 30, date(2022, 3, 1)),
    )
    ask = """{ convenioTerms(filter: { rbd: 1 }) { nodes {
      halfOn paidFirstHalf declaredFirstHalf
      rulings(on: "2024-06-01") { rule share } } } }"""
    (node,) = ledger.data(ask)["convenioTerms"]["nodes"]
    assert [node[name] for name in ("halfOn", "paidFirstHalf", "declaredFirstHalf")] == [
        "2022-02-28",
        100,
        60,
    ]
    (half,) = (one for one in node["rulings"] if one["rule"] == "EJECUCION_MITAD")
    assert half["share"] == "0.6000"


def test_nobody_is_told_off_for_files_that_are_not_there(kept: Ledger) -> None:
    """Of the renditions nothing is known: then two years are, and one is marked NO RENDIDO."""
    assert verdicts(kept)["RENDICION_TOTAL"] == (
        "SIN_DATOS",
        ["No hay datos de la rendición de 2020, 2021, 2022, 2023."],
    )
    kept.record(rendered(1, 2020), rendered(1, 2021))
    assert verdicts(kept)["RENDICION_TOTAL"][1] == ["No hay datos de la rendición de 2022, 2023."]
    when = {"year": 2022, "occurred_on": date(2022, 12, 31)}
    kept.record(line(1, "410699", 0, rendered=False, **when))
    assert verdicts(kept)["RENDICION_TOTAL"][0] == "NO_CUMPLE"


def test_a_closed_school_is_expected_to_be_paid_and_to_spend_nothing(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2022, status="cerrado"),
        convenio(1, 2020, to_date=date(2024, 2, 29)),
        *paid_monthly(1, "2020-03", "2021-12", m2020_03=100),
        *spent_yearly(1, range(2020, 2022)),
        *estado(1, 2020, 0, 100, 0),
    )
    (node,) = bridges(ledger)
    assert (node["saldo"], node["bridge"]["lacks"], node["missing"]) == (100, [], [])
    assert verdicts(ledger)["SALDO_VENCIDO"][0] == "SIN_DATOS"
    # Once its sostenedor has handed in plans, of another school, the one that lacks is not there.
    day, deadline = date(2026, 4, 1), date(2026, 9, 30)
    other = SaldoPlanPresented(
        occurred_on=day, rbd=Rbd(2), number=1, saldo=Clp(1), deadline=deadline
    )
    ledger.record(convenio(2, 2020), other)
    assert verdicts(ledger)["SALDO_VENCIDO"][0] == "NO_CUMPLE"


def test_bridges_of_many_convenios_take_as_many_statements_as_one(kept: Ledger) -> None:
    kept.record(renewed(1, 1, date(2024, 2, 1)), convenio(1, 2024, number=2))
    one = kept.ask(BRIDGE.replace("filter: { rbd: 1 }", "first: 1")).statements
    assert kept.ask(BRIDGE).statements == one


def test_the_statement_finds_the_half_that_the_rules_find(postgres: Server) -> None:
    spans = [
        (date.fromordinal(start), date.fromordinal(start + days))
        for start in range(date(2008, 1, 1).toordinal(), date(2016, 1, 1).toordinal(), 37)
        for days in (300, 1_459, 1_460, 1_461, 1_475, 1_476, 1_826)
    ] + [(date(2020, 3, 1), date(2024, 2, 28)), (date(2020, 3, 1), date(2024, 2, 29))]
    half = statements.named_statement("term_half").decode()
    query = f"""select half_on from unnest(%s::date[], %s::date[]) with ordinality
        as term (from_date, to_date, place) cross join lateral ({half}) as half order by place"""
    with postgres.fresh_database() as conninfo, psycopg.connect(conninfo) as connection:
        given_spans = [list(side) for side in zip(*spans, strict=True)]
        found = [day for (day,) in connection.execute(query.encode(), given_spans)]
    assert found == [half_of(*span) for span in spans]
