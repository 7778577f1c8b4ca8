"""The promise: each obligation that the ledger sees stands fulfilled, not fulfilled, not due yet or
untold, with its day and the fact that shows it; the others say what document would show them."""

from datetime import date
from typing import Any

from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, convenio, extended
from tests.graphql.obligations import awarded, disbursed, planned, tender

from sep_domain.events.funds.accounting import BankMovementRecorded
from sep_domain.events.funds.rendicion import (
    RendicionConsejoInformed,
    RendicionPresented,
    RendicionSigned,
)
from sep_domain.events.legal.convenios import ConvenioRenewalRequested, ConvenioRequested

YEAR = {"sostenedor": HOLDER, "year": 2023, "subvencion": "SEP"}


def standings(ledger: Ledger, on: str, **filters: Any) -> dict[str, tuple[Any, ...]]:
    """Verdict, day due and day done by subject."""
    found = ledger.data(
        """query ($on: Date!, $filter: ObligationStandingFilter) {
        obligationStandings(on: $on, filter: $filter, first: 500) { totalCount nodes {
          name subject verdict dueOn doneOn shownAt lacks } } }""",
        on=on,
        filter=filters,
    )["obligationStandings"]["nodes"]
    return {node["subject"]: (node["verdict"], node["dueOn"], node["doneOn"]) for node in found}


def presented(rbd: int, on: date) -> RendicionPresented:
    return RendicionPresented.model_validate({"occurred_on": on, "rbd": rbd, **YEAR})


def test_a_rendicion_in_time_late_lacking_and_untold(ledger: Ledger) -> None:
    """Due on 31 March 2024 (Ley 20.529 art 54)."""
    ledger.record(*(disbursed(rbd, "2023-05", 1_000) for rbd in (1, 2, 3)))
    of = {"name": "rendicion", "year": 2023}
    key = {rbd: f"{rbd}/2023/{HOLDER}" for rbd in (1, 2, 3)}
    untold = ("SIN_DATOS", "2024-03-31", None)
    assert standings(ledger, "2024-03-31", **of)[key[1]][0] == "NO_EXIGIBLE_AUN"
    assert standings(ledger, "2024-04-01", **of) == dict.fromkeys(key.values(), untold)
    ledger.record(presented(1, date(2024, 3, 31)), presented(2, date(2024, 4, 1)))
    assert standings(ledger, "2024-04-02", **of) == {
        key[1]: ("CUMPLE", "2024-03-31", "2024-03-31"),
        key[2]: ("NO_CUMPLE", "2024-03-31", "2024-04-01"),
        key[3]: ("NO_CUMPLE", "2024-03-31", None),
    }


def test_the_consejo_knows_and_the_director_signs_before_it_is_presented(ledger: Ledger) -> None:
    ledger.record(
        disbursed(1, "2023-05", 1_000),
        disbursed(2, "2023-05", 1_000),
        presented(1, date(2024, 3, 20)),
        presented(2, date(2024, 3, 20)),
        RendicionConsejoInformed.model_validate(
            {"occurred_on": date(2024, 3, 20), "rbd": 1, **YEAR}
        ),
        RendicionSigned.model_validate({"occurred_on": date(2024, 3, 21), "rbd": 1, **YEAR}),
    )
    consejo = standings(ledger, "2024-06-01", name="consejo_escolar_informado")
    assert [each[0] for each in consejo.values()] == ["CUMPLE", "NO_CUMPLE"]
    signed = standings(ledger, "2024-06-01", name="firma_del_director")
    assert signed[f"1/2023/{HOLDER}"] == ("NO_CUMPLE", "2024-03-20", "2024-03-21")


def test_a_convenio_is_applied_for_in_august_and_its_renewal_in_time(ledger: Ledger) -> None:
    """Arts 12 and 7 bis a): by 31 August of the year before, and 60 days before the end."""
    asked = {"number": 1, "sostenedor": HOLDER}
    ledger.record(
        *(convenio(rbd, 2020) for rbd in (1, 2, 3)),
        ConvenioRequested.model_validate({"occurred_on": date(2019, 8, 31), "rbd": 1, **asked}),
        ConvenioRequested.model_validate({"occurred_on": date(2019, 9, 1), "rbd": 2, **asked}),
        ConvenioRenewalRequested(occurred_on=date(2023, 12, 30), rbd=1, number=1),
        ConvenioRenewalRequested(occurred_on=date(2023, 12, 31), rbd=2, number=1),
    )
    applied = standings(ledger, "2024-01-10", name="postulacion_agosto")
    assert {key: each[0] for key, each in applied.items()} == {
        "1/1": "CUMPLE",
        "2/1": "NO_CUMPLE",
        "3/1": "SIN_DATOS",  # signed, so applied for: on which day nobody tells
    }
    renewal = standings(ledger, "2024-01-10", name="solicitud_renovacion")
    assert [each[0] for each in renewal.values()] == ["CUMPLE", "NO_CUMPLE", "NO_CUMPLE"]
    ledger.record(extended(3, date(2024, 6, 30)))
    assert standings(ledger, "2024-01-10", name="solicitud_renovacion")["3/1"][0] == "SIN_DATOS"
    before = standings(ledger, "2023-12-29", name="solicitud_renovacion")
    assert {each[0] for each in before.values()} == {"NO_EXIGIBLE_AUN"}


def test_the_first_plan_is_due_a_year_after_signing(ledger: Ledger) -> None:
    """Signed on 1 February 2023; arts 19 and 23."""
    ledger.record(convenio(1, 2023), convenio(2, 2023), disbursed(1, "2023-05", 1))
    named = {"name": "presentacion_pme"}
    assert standings(ledger, "2024-02-01", **named)["2/1"][0] == "NO_EXIGIBLE_AUN"
    assert standings(ledger, "2024-02-02", **named)["2/1"] == ("SIN_DATOS", "2024-02-01", None)
    ledger.record(planned(1, 2023), planned(1, 2024), disbursed(1, "2024-01", 1))
    found = standings(ledger, "2024-02-02", **named)
    assert found["1/1"] == ("CUMPLE", "2024-02-01", "2023-03-01")
    assert found["2/1"] == ("NO_CUMPLE", "2024-02-01", None)


def test_one_account_of_a_public_sostenedor_and_who_bid(ledger: Ledger) -> None:
    def deposit(account: str, sep_only: bool) -> BankMovementRecorded:
        return BankMovementRecorded.model_validate(
            {
                "occurred_on": date(2023, 5, 20),
                "sostenedor": HOLDER,
                "bank": "Banco",
                "bank_account": account,
                "sep_only": sep_only,
                "line": 1,
                "text": "ABONO SUBVENCION ESCOLAR PREFERENCIAL",
                "amount": 1_000,
            }
        )

    key = f"{HOLDER}/2023"
    ledger.record(deposit("1", True))
    assert standings(ledger, "2024-01-10", name="cuenta_unica")[key][0] == "SIN_DATOS"
    ledger.record(disbursed(1, "2023-05", 1_000))
    assert standings(ledger, "2024-01-10", name="cuenta_unica")[key][0] == "CUMPLE"
    ledger.record(deposit("2", False))
    assert standings(ledger, "2024-01-10", name="cuenta_unica")[key][0] == "NO_CUMPLE"
    ledger.record(tender("T-1"), awarded("T-1"))
    assert standings(ledger, "2024-06-01", name="oferentes_ate") == {
        f"{HOLDER}/2024": ("CUMPLE", "2024-12-31", None)
    }


def test_what_the_ledger_cannot_see_says_what_would_show_it(ledger: Ledger) -> None:
    ledger.record(convenio(1, 2023))
    found = ledger.data(
        """{ obligationStandings(on: "2024-06-01", filter: {name: "listado_de_miembros"}) { nodes {
        sostenedorRut rbd verdict lacks asks { article law who dueText consequence } } } }"""
    )["obligationStandings"]["nodes"]
    assert found == [
        {
            "sostenedorRut": HOLDER,
            "rbd": None,
            "verdict": "SIN_DATOS",
            "lacks": [
                "Lo mostraría este documento: Listado recibido por la Superintendencia.",
            ],
            "asks": {
                "article": "art 5 b)",
                "law": "DFL 2/1998",
                "who": "SOSTENEDOR",
                "dueText": "treinta días después del fin de cada año",
                "consequence": "Infracción grave (art 5)",
            },
        }
    ]
    of_one = standings(ledger, "2024-06-01", rbd=1, verdict="SIN_DATOS")
    assert "1/1" in of_one
    assert HOLDER not in of_one


def test_the_catalogue_is_filtered_by_who_article_law_and_day(ledger: Ledger) -> None:
    ask = """query ($filter: ObligationFilter) { obligations(filter: $filter) {
        name article who } }"""

    def names(**where: Any) -> list[str]:
        return [each["name"] for each in ledger.data(ask, filter=where)["obligations"]]

    assert names(law="20.248", article="art 31") == ["informar_al_congreso"]
    assert "ate_por_concurso" not in names(law="DFL 2/1998", on="2016-06-07")
    assert "ate_por_concurso" in names(law="DFL 2/1998", on="2016-06-08")
    assert names(who="SUBSECRETARIA") == [
        "resolver_postulacion",
        "reducir_pagos",
        "alzar_retencion",
    ]
    assert set(names(seen=True)) | set(names(seen=False)) == set(names())


def test_the_checklist_of_a_rendicion_rests_on_the_catalogue(ledger: Ledger) -> None:
    ledger.record(presented(1, date(2024, 3, 20)))
    found = ledger.data(
        f"""{{ rendicionChecklist(sostenedor: "{HOLDER}", rbd: 1, year: 2023) {{
        item basis {{ article law }} }} }}"""
    )["rendicionChecklist"]
    basis = {each["item"]: each["basis"] for each in found}
    assert basis["FIRMA_DIRECTOR"] == {"article": "art 7 a) inc 2", "law": "20.248"}
    assert basis["PRESENTACION"] == {"article": "art 54", "law": "20.529"}
