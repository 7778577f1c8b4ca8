"""The promise: what the Estado de resultados marks NO RENDIDO is known not to be rendered, of that
school and no other, once it is recorded after the deadline (Ley 20.529 art 54)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, convenio, line
from tests.graphql.obligations import blocked, disbursed, due

from sep_domain.events.funds.rendicion import RendicionPresented

MARKED, SILENT, RENDERED = 1, 2, 3


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    """Three schools paid for 2023, of which no file of rendiciones is there; all have convenios."""
    for rbd in (MARKED, SILENT, RENDERED):
        ledger.record(convenio(rbd, 2020), disbursed(rbd, "2023-05", 1_000))
    ledger.record(of_year(MARKED, 2023, rendered=False), of_year(RENDERED, 2023, rendered=True))
    return ledger


def of_year(rbd: int, year: int, *, rendered: bool) -> Any:
    return line(rbd, "410601", 5, year=year, occurred_on=date(year, 12, 31), rendered=rendered)


def not_rendering(ledger: Ledger, on: str) -> dict[str, list[int]]:
    found = ledger.data(
        """query ($on: Date!) { notRendering(on: $on, filter: {verdict: null}) {
        nodes { verdict rbds } } }""",
        on=on,
    )["notRendering"]["nodes"]
    return {node["verdict"]: node["rbds"] for node in found}


def standings(ledger: Ledger, name: str) -> dict[int, str]:
    found = ledger.data(
        """query ($name: String!) { obligationStandings(on: "2024-04-01",
        filter: {name: $name, year: 2023}) { nodes { rbd verdict } } }""",
        name=name,
    )["obligationStandings"]["nodes"]
    return {node["rbd"]: node["verdict"] for node in found}


def all_rendered(ledger: Ledger, rbd: int, on: str) -> str:
    (node,) = ledger.data(
        """query ($rbd: Rbd!, $on: Date!) { convenioTerms(filter: {rbd: $rbd}) { nodes {
        rulings(on: $on) { rule verdict } } } }""",
        rbd=rbd,
        on=on,
    )["convenioTerms"]["nodes"]
    verdicts: dict[str, str] = {each["rule"]: each["verdict"] for each in node["rulings"]}
    return verdicts["RENDICION_TOTAL"]


def test_who_does_not_render_is_named_from_the_day_after_the_deadline(told: Ledger) -> None:
    assert not_rendering(told, "2024-03-31") == {}
    on = {"NO_CUMPLE": [MARKED], "SIN_DATOS": [SILENT, RENDERED]}
    assert not_rendering(told, "2024-04-01") == on


def test_every_view_says_the_same_of_it(told: Ledger) -> None:
    known = {"duty": "RENDICION", "verdict": "NO_CUMPLE"}
    subject = f"{MARKED}/2023/{HOLDER}"
    assert due(told, "2024-04-01", **known) == [("2024-03-31", "RENDICION", subject)]
    hindered = blocked(told, "2024-04-01", hindrance="RENDICION_NO_PRESENTADA")
    assert hindered == [("RENDICION_NO_PRESENTADA", subject, 1_000)]
    for name in ("rendicion", "informe_de_recursos"):
        verdicts = {MARKED: "NO_CUMPLE", SILENT: "SIN_DATOS", RENDERED: "SIN_DATOS"}
        assert standings(told, name) == verdicts
    assert [all_rendered(told, rbd, "2024-04-01") for rbd in (MARKED, SILENT, RENDERED)] == [
        "NO_CUMPLE",
        "SIN_DATOS",
        "SIN_DATOS",
    ]


def test_it_says_nothing_of_the_consejo_nor_of_who_signs(told: Ledger) -> None:
    for name in ("consejo_escolar_informado", "firma_del_director"):
        assert set(standings(told, name).values()) == {"SIN_DATOS"}


def test_rendiciones_of_other_schools_of_the_sostenedor_tell_as_much_everywhere(
    told: Ledger,
) -> None:
    year = {"sostenedor": HOLDER, "year": 2023, "subvencion": "SEP"}
    of_another = {"occurred_on": date(2024, 3, 20), "rbd": RENDERED, **year}
    told.record(RendicionPresented.model_validate(of_another))
    assert not_rendering(told, "2024-04-01") == {"NO_CUMPLE": [MARKED, SILENT]}
    assert standings(told, "rendicion")[SILENT] == "NO_CUMPLE"
    assert all_rendered(told, SILENT, "2024-03-31") != "NO_CUMPLE"
    assert all_rendered(told, SILENT, "2024-04-01") == "NO_CUMPLE"


def test_what_was_recorded_before_the_deadline_tells_nothing_of_it(ledger: Ledger) -> None:
    """Of the year that runs now the deadline is yet to come."""
    year = datetime.now(tz=UTC).year
    ledger.record(
        convenio(1, year - 1),
        disbursed(1, f"{year}-05", 1_000),
        of_year(1, year, rendered=False),
    )
    after = f"{year + 1}-04-01"
    assert not_rendering(ledger, after) == {"SIN_DATOS": [1]}
    assert all_rendered(ledger, 1, after) == "SIN_DATOS"
