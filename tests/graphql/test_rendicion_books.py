"""A rendición knows the books: its totals are prefilled, and what differs from them is shown."""

from datetime import date
from typing import Any

import pytest
from tests.domain.rendiciones import CLOSING, HOLDER, INVOICE, document
from tests.graphql.conftest import Ledger
from tests.graphql.given import line
from tests.graphql.test_rendicion_reviews import decide
from tests.projections.given import payment

from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.funds.accounting import ExpenditureDeclared, SaldoCertified
from sep_domain.events.funds.rendicion import RendicionPresented

OF = f'sostenedor: "{HOLDER}", rbd: 1, year: 2024'
PAYROLL = INVOICE.model_copy(
    update={"account": "410101", "document_type": "PLANILLA", "document_number": "12"}
)


def payroll(amount: int) -> ExpenditureDeclared:
    return document(amount, PAYROLL)


def certificate(amount: int) -> SaldoCertified:
    return SaldoCertified.model_validate(
        {
            "occurred_on": date(2024, 12, 31),
            "sostenedor": HOLDER,
            "rbd": 1,
            "year": 2024,
            "subvencion": "SEP",
            "bank_account": "123",
            "amount": amount,
        }
    )


def books() -> list[Any]:
    """A year whose sources agree: 1,000 at first, 5,000 in, 4,000 out, of which 600 to staff."""
    months = [payment(1, f"2024-{month:02}", 400) for month in range(1, 12)]
    return [
        payroll(600),
        document(3_400).model_copy(update={"issuer": HOLDER}),
        line(1, "500001", 1_000),
        line(1, "310301", 5_000),
        line(1, "410101", 600),
        line(1, "410605", 3_400),
        *months,
        payment(1, "2024-12", 600),
        certificate(2_000),
    ]


TOTAL = "{ amount source sources { source amount } missing }"


def prefilled(ledger: Ledger) -> dict[str, Any]:
    data = ledger.data(
        f"{{ rendicionPrefilled({OF}) {{ balance payroll {TOTAL} opening {TOTAL} income {TOTAL}"
        f" spending {TOTAL} certified {TOTAL} }} }}"
    )
    found: dict[str, Any] = data["rendicionPrefilled"]
    return found


def agreements(ledger: Ledger, on: str = "2025-04-01") -> dict[tuple[str, str], Any]:
    data = ledger.data(
        f'{{ rendicion({OF}) {{ agreements(on: "{on}")'
        " { figure source verdict declared known difference whyDifferent explanation lacks } } }"
    )
    found = data["rendicion"]["agreements"]
    return {(each.pop("figure"), each.pop("source")): each for each in found}


def checklist(ledger: Ledger, on: str) -> dict[str, Any]:
    data = ledger.data(
        f'{{ rendicionChecklist({OF}, on: "{on}") {{ item state verdict detail amount lacks }} }}'
    )
    return {each.pop("item"): each for each in data["rendicionChecklist"]}


def verdicts(ledger: Ledger, on: str) -> dict[str, str]:
    return {item: each["verdict"] for item, each in checklist(ledger, on).items()}


def test_each_stage_is_prefilled_from_the_nearest_source(ledger: Ledger) -> None:
    ledger.record(*books())
    found = prefilled(ledger)
    assert found.pop("balance") == 2_000
    assert {name: (each["amount"], each["source"]) for name, each in found.items()} == {
        "payroll": (600, "DOCUMENTOS"),
        "opening": (1_000, "ESTADO_RESULTADO"),
        "income": (5_000, "ESTADO_RESULTADO"),
        "spending": (4_000, "ESTADO_RESULTADO"),
        "certified": (2_000, "CERTIFICADOS_SALDO"),
    }
    assert found["income"]["sources"] == [
        {"source": "ESTADO_RESULTADO", "amount": 5_000},
        {"source": "SUBVENCIONES", "amount": 5_000},
    ]
    assert found["opening"]["missing"] == ["Falta la rendición del año anterior."]


def test_what_no_source_knows_is_absent_with_what_is_missing(ledger: Ledger) -> None:
    ledger.record(payment(1, "2024-03", 400), document(100))
    found = prefilled(ledger)
    assert found["balance"] is None
    assert found["income"] == {
        "amount": None,
        "source": None,
        "sources": [],
        "missing": [
            "Falta el Estado de resultados.",
            "Constan los pagos del ministerio de 1 de 12 meses.",
        ],
    }
    # Documents without a payroll sheet are part of what was spent, not all of it.
    assert found["spending"]["amount"] is None
    assert found["payroll"]["missing"] == [
        "Entre los documentos, que suman $100, no hay planillas de remuneraciones."
    ]


def test_a_total_that_differs_is_refused_without_a_reason(ledger: Ledger) -> None:
    ledger.record(*books())
    with pytest.raises(RefusedError) as refusal:
        decide(ledger, "declare-payroll", total=650)
    assert refusal.value.code == "difiere_de_los_libros"
    assert refusal.value.message == (
        "Lo declarado difiere de lo que consta: remuneraciones: se declara $650 y los documentos "
        "declarados suman $600 (diferencia $50). Corríjalo, o diga por qué en `why_different`."
    )
    assert refusal.value.allowed == ("why_different", "total = 600")
    decide(ledger, "declare-payroll")  # as the documents have it
    with pytest.raises(
        RefusedError, match=r"gastos: se declara \$3.900 y el Estado de resultados suma \$4.000"
    ):
        decide(ledger, "declare-books", spending=3_900)


def test_with_a_reason_it_is_recorded_and_shown_as_a_difference(ledger: Ledger) -> None:
    ledger.record(*books())
    head = len(books())
    decide(ledger, "declare-payroll", total=650, why_different="Falta la planilla de diciembre")
    data = ledger.data(f"{{ rendicion({OF}) {{ steps {{ step whyDifferent knownAt }} }} }}")
    assert data["rendicion"]["steps"] == [
        {
            "step": "payroll_declared",
            "whyDifferent": "Falta la planilla de diciembre",
            "knownAt": head,
        }
    ]
    found = agreements(ledger)["PAYROLL", "DOCUMENTOS"]
    assert (found["declared"], found["known"], found["difference"]) == (650, 600, 50)
    assert found["verdict"] == "NO_CUMPLE"
    assert found["whyDifferent"] == "Falta la planilla de diciembre"
    assert found["explanation"] == (
        "Remuneraciones: se declara $650 y los documentos declarados suman $600; diferencia $50."
    )


def test_where_the_ledger_knows_nothing_a_declaration_is_accepted(ledger: Ledger) -> None:
    decide(ledger, "declare-payroll", total=1)
    decide(ledger, "declare-books", opening=1, income=2, spending=3)
    found = agreements(ledger)
    assert {each["verdict"] for each in found.values()} == {"SIN_DATOS"}
    assert found["PAYROLL", "DOCUMENTOS"]["lacks"] == ["Faltan los documentos declarados."]


def test_declared_documents_books_and_bank_agree(ledger: Ledger) -> None:
    ledger.record(*books())
    for name in CLOSING:
        decide(ledger, name)
    found = agreements(ledger)
    unknown = found.pop(("OPENING", "RENDICION_ANTERIOR"))
    assert unknown["verdict"] == "SIN_DATOS"
    assert {each["verdict"] for each in found.values()} == {"CUMPLE"}
    assert {each["difference"] for each in found.values()} == {0}
    assert set(found) == {
        ("PAYROLL", "DOCUMENTOS"),
        ("OPENING", "ESTADO_RESULTADO"),
        ("INCOME", "ESTADO_RESULTADO"),
        ("INCOME", "SUBVENCIONES"),
        ("SPENDING", "ESTADO_RESULTADO"),
        ("SPENDING", "DOCUMENTOS"),
        ("CERTIFIED", "CERTIFICADOS_SALDO"),
    }


def test_a_year_opens_with_what_the_rendicion_before_left(ledger: Ledger) -> None:
    ledger.record(*books())
    for name in CLOSING[:4]:
        decide(ledger, name)
    data = ledger.data(
        f'{{ rendicionPrefilled(sostenedor: "{HOLDER}", rbd: 1, year: 2025)'
        " { opening { amount source } } }"
    )
    assert data["rendicionPrefilled"]["opening"] == {
        "amount": 2_000,
        "source": "RENDICION_ANTERIOR",
    }


@pytest.mark.parametrize(
    ("on", "verdict"), [("2025-03-31", "NO_EXIGIBLE_AUN"), ("2025-04-01", "NO_CUMPLE")]
)
def test_what_differs_may_be_put_right_until_31_march(
    ledger: Ledger, on: str, verdict: str
) -> None:
    ledger.record(*books())
    decide(ledger, "declare-payroll", total=650, why_different="Otra planilla")
    assert agreements(ledger, on)["PAYROLL", "DOCUMENTOS"]["verdict"] == verdict
    squared = checklist(ledger, on)["CUADRATURA"]
    assert (squared["verdict"], squared["amount"]) == (verdict, 50)
    assert verdicts(ledger, on)["PRESENTACION"] == verdict


@pytest.mark.parametrize("on", ["2025-03-31", "2025-04-01"])
def test_a_rendicion_of_which_nothing_is_known_is_accused_of_nothing(
    ledger: Ledger, on: str
) -> None:
    ledger.record(*books())
    found = checklist(ledger, on)
    assert "NO_CUMPLE" not in {each["verdict"] for each in found.values()}
    assert found["PRESENTACION"]["verdict"] == "SIN_DATOS"
    assert found["PRESENTACION"]["lacks"] == ["No consta ningún paso de esta rendición."]


def test_a_file_that_says_it_was_handed_in_does_not_say_that_stages_failed(ledger: Ledger) -> None:
    presented = RendicionPresented.model_validate(
        {
            "sostenedor": HOLDER,
            "rbd": 1,
            "year": 2024,
            "subvencion": "SEP",
            "occurred_on": date(2025, 3, 20),
        }
    )
    ledger.record(presented)
    found = verdicts(ledger, "2025-05-01")
    assert found["REMUNERACIONES"] == found["ACREDITACION"] == "SIN_DATOS"
    assert found["PRESENTACION"] == "CUMPLE"
    assert found["FIRMA_DIRECTOR"] == "NO_CUMPLE"


def test_money_that_the_bank_does_not_certify_is_a_difference_to_the_peso(ledger: Ledger) -> None:
    presented = RendicionPresented.model_validate(
        {
            "sostenedor": HOLDER,
            "rbd": 1,
            "year": 2024,
            "subvencion": "SEP",
            "occurred_on": date(2025, 3, 20),
        }
    )
    ledger.record(
        presented, line(1, "310301", 500_000), line(1, "410605", 100_000), certificate(340_000)
    )
    found = agreements(ledger)["CERTIFIED", "CERTIFICADOS_SALDO"]
    assert (found["verdict"], found["difference"]) == ("NO_CUMPLE", 60_000)
    ledger.record(certificate(399_999))
    found = agreements(ledger)["CERTIFIED", "CERTIFICADOS_SALDO"]
    # A peso short is shown, and tolerated (RF05).
    assert (found["verdict"], found["difference"]) == ("CUMPLE", 1)


def test_who_did_not_hold_the_school_is_offered_nobody_elses_books(ledger: Ledger) -> None:
    ledger.record(*books())
    data = ledger.data(
        '{ rendicionPrefilled(sostenedor: "65000001-3", rbd: 1, year: 2024)'
        " { balance income { amount sources { amount } missing } certified { amount } } }"
    )
    held = f"En 2024 el establecimiento 1 lo sostuvo {HOLDER}."
    assert data["rendicionPrefilled"] == {
        "balance": None,
        "income": {"amount": None, "sources": [], "missing": [held, held]},
        "certified": {"amount": None},
    }


def test_books_of_a_shared_year_are_each_ones_own(ledger: Ledger) -> None:
    """The Superintendencia's number in the documents tells whose the lines are."""
    mine = {"sostenedor_id": "77"}
    theirs = {"sostenedor": "65000001-3", "sostenedor_id": "88"}
    ledger.record(
        payroll(600).model_copy(update=mine),
        document(50).model_copy(update=theirs),
        line(1, "310301", 5_000),
        line(1, "310302", 70, sostenedor_id="88"),
    )
    assert prefilled(ledger)["income"]["amount"] == 5_000
    assert prefilled(ledger)["payroll"]["amount"] == 600


def test_a_rendicion_before_that_is_there_is_not_said_to_lack(ledger: Ledger) -> None:
    said = {"sostenedor": HOLDER, "rbd": 1, "year": 2023, "subvencion": "SEP"}
    before = RendicionPresented.model_validate({**said, "occurred_on": date(2024, 3, 20)})
    ledger.record(*books(), before)
    assert prefilled(ledger)["opening"]["missing"] == [
        "La rendición del año anterior consta, pero no el saldo que dejó."
    ]


def test_one_difference_seen_from_two_sides_is_one(ledger: Ledger) -> None:
    ledger.record(*books())
    for name in CLOSING[:2]:
        decide(ledger, name)
    decide(ledger, "declare-payroll", total=600)
    changes: dict[str, Any] = {"opening": 1_000, "income": 5_100, "spending": 4_000}
    decide(ledger, "declare-books", **changes, why_different="Otro depósito")
    assert checklist(ledger, "2025-04-01")["CUADRATURA"]["amount"] == 100


def test_a_stage_is_done_where_the_next_command_takes_it_to_be(ledger: Ledger) -> None:
    ledger.record(*books())
    found = checklist(ledger, "2025-03-01")["REMUNERACIONES"]
    assert (found["state"], found["verdict"]) == ("SIN_DATOS", "SIN_DATOS")
    assert found["detail"] == "Hay 1 planilla de remuneraciones entre los documentos."
    with pytest.raises(RefusedError, match="Falta la etapa 1"):
        decide(ledger, "declare-books", opening=1_000, income=5_000, spending=4_000)
    decide(ledger, "declare-payroll", total=600)
    assert checklist(ledger, "2025-03-01")["REMUNERACIONES"]["state"] == "HECHO"
