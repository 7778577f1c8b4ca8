"""The story of a rendición: who did what when, what is missing, what was moved or changed since."""

from datetime import date
from typing import Any

import pytest
from tests.domain.rendiciones import CLOSING, HOLDER, KEY, OTHER, command, document
from tests.graphql.conftest import Ledger
from tests.graphql.given import line

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.funds.accounting import SaldoCertified
from sep_domain.events.funds.payments import PaymentRetained
from sep_domain.events.funds.rendicion import (
    RendicionConsejoInformed,
    RendicionPresented,
    RendicionReviewed,
    RendicionSigned,
)
from sep_domain.rendicion.decider import RendicionDecider
from sep_domain.rendicion.law import deadline
from sep_ledger import application
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding

STEPS = {"sostenedor": HOLDER, "rbd": 1, "year": 2024, "subvencion": "SEP"}
PRESENTED = CLOSING[:-1]


def decide(ledger: Ledger, *names: str, **changes: Any) -> None:
    """Takes commands, each on its day, and folds them."""
    with application.Ledger(ledger.conninfo) as log:
        for name in names:
            asked = Asked(command(name, **changes), "directora", f"{name}{changes}")
            Commanding(log).handle(RendicionDecider(), KEY, asked)
    ledger.record()


def rendicion(ledger: Ledger, fields: str) -> dict[str, Any]:
    data = ledger.data(
        f'{{ rendicion(sostenedor: "{HOLDER}", rbd: 1, year: 2024) {{ {fields} }} }}'
    )
    found: dict[str, Any] = data["rendicion"]
    return found


def checklist(ledger: Ledger) -> dict[str, str]:
    data = ledger.data(
        f'{{ rendicionChecklist(sostenedor: "{HOLDER}", rbd: 1, year: 2024) {{ item state }} }}'
    )
    return {each["item"]: each["state"] for each in data["rendicionChecklist"]}


def test_the_whole_story_with_actor_known_time_and_lateness(ledger: Ledger) -> None:
    ledger.record(document(100))
    decide(ledger, *CLOSING, "observe-allocation")
    decide(ledger, "correct-allocation", amount=80)
    steps = rendicion(
        ledger, "steps { step occurredOn afterDue afterClosing recordedAt source { kind actor } }"
    )["steps"]
    assert [step["step"] for step in steps][-3:] == [
        "closed", "allocation_observed", "allocation_corrected",
    ]  # fmt: skip
    assert {step["source"]["actor"] for step in steps} == {"directora"}
    assert all(step["recordedAt"] for step in steps)
    closed, observed, corrected = steps[-3:]
    assert (closed["afterDue"], closed["afterClosing"]) == (False, False)
    assert (observed["afterDue"], observed["afterClosing"]) == (True, True)
    assert (corrected["afterDue"], corrected["afterClosing"]) == (True, True)


def test_five_stages_and_who_declared(ledger: Ledger) -> None:
    decide(ledger, *CLOSING)
    assert rendicion(
        ledger,
        "payrollOn payroll booksOn opening income spending accreditedOn balance accredited"
        " declaredOn signatory presentedOn daysLate closedOn closingDaysLate",
    ) == {
        "payrollOn": "2025-03-04",
        "payroll": 600,
        "booksOn": "2025-03-05",
        "opening": 1_000,
        "income": 5_000,
        "spending": 4_000,
        "accreditedOn": "2025-03-06",
        "balance": 2_000,
        "accredited": 2_000,
        "declaredOn": "2025-03-10",
        "signatory": HOLDER,
        "presentedOn": "2025-03-11",
        "daysLate": 0,
        "closedOn": "2025-03-12",
        "closingDaysLate": 0,
    }


@pytest.mark.parametrize(
    ("informed", "signed", "first"),
    [
        (date(2025, 3, 1), date(2025, 3, 3), True),
        (date(2025, 3, 5), date(2025, 3, 3), False),
        (None, date(2025, 3, 3), False),
        (date(2025, 3, 1), None, None),
    ],
)
def test_who_signed_and_whether_the_consejo_saw_it_first(
    ledger: Ledger, informed: date | None, signed: date | None, first: bool | None
) -> None:
    days = {RendicionConsejoInformed: informed, RendicionSigned: signed}
    ledger.record(
        *(
            step.model_validate({**STEPS, "occurred_on": day})
            for step, day in days.items()
            if day is not None
        )
    )
    assert rendicion(ledger, "consejoFirst")["consejoFirst"] is first


def test_late_renditions_with_their_days_amount_and_retention(ledger: Ledger) -> None:
    late = RendicionPresented.model_validate({**STEPS, "occurred_on": "2025-04-18"})
    in_time = late.model_copy(update={"rbd": 2, "occurred_on": date(2025, 3, 31)})
    retained = PaymentRetained.model_validate(
        {"occurred_on": "2025-05-30", "rbd": 1, "month": "2025-05", "amount": 70}
    )
    ledger.record(late, in_time, document(100), retained)
    data = ledger.data(
        "{ rendiciones(filter: { late: true }) { nodes { rbd daysLate"
        " amounts { declared retained } } } }"
    )
    assert data["rendiciones"]["nodes"] == [
        {"rbd": 1, "daysLate": 18, "amounts": {"declared": 100, "retained": 70}}
    ]


def test_what_nothing_was_declared_of_is_absent_with_the_reason(ledger: Ledger) -> None:
    asked = "amounts { declared documents declaredWithoutBacking opening income spending missing }"
    ledger.record(RendicionPresented.model_validate({**STEPS, "occurred_on": "2025-03-18"}))
    nothing = rendicion(ledger, asked)["amounts"]
    assert nothing.pop("documents") == 0
    assert nothing.pop("missing") == ["ACCOUNTS_NOT_DECLARED", "DOCUMENTS_NOT_DECLARED"]
    assert set(nothing.values()) == {None}
    ledger.record(document(100), line(1, "410501", 30))
    told = rendicion(ledger, asked)["amounts"]
    assert (told["declared"], told["opening"], told["spending"]) == (100, 0, 30)
    assert told["missing"] == []


def test_an_extraordinary_term_moves_the_due_date(ledger: Ledger) -> None:
    decide(ledger, "extend")
    assert rendicion(ledger, "dueOn extendedUntil") == {
        "dueOn": "2025-04-30",
        "extendedUntil": "2025-04-30",
    }


def test_nothing_is_there_yet_and_the_checklist_says_so(ledger: Ledger) -> None:
    assert checklist(ledger) == {
        "REMUNERACIONES": "SIN_DATOS",
        "INGRESOS_Y_GASTOS": "SIN_DATOS",
        "ACREDITACION": "SIN_DATOS",
        "SALDO_CUBIERTO": "SIN_DATOS",
        "CONSEJO_ESCOLAR": "SIN_DATOS",
        "FIRMA_DIRECTOR": "SIN_DATOS",
        "DECLARACION": "SIN_DATOS",
        "PRESENTACION": "SIN_DATOS",
        "CIERRE": "SIN_DATOS",
        "RESPALDOS": "SIN_DATOS",
        "CUADRATURA": "SIN_DATOS",
    }


def test_a_closed_year_misses_nothing(ledger: Ledger) -> None:
    ledger.record(document(100).model_copy(update={"issuer": HOLDER}))
    decide(ledger, *CLOSING)
    states = checklist(ledger)
    assert states.pop("CUADRATURA") == "SIN_DATOS"
    assert set(states.values()) == {"HECHO"}


def test_documents_without_backing_and_an_uncovered_balance_are_missing(ledger: Ledger) -> None:
    certificate = SaldoCertified.model_validate(
        {**STEPS, "occurred_on": "2024-12-31", "bank_account": "1", "amount": 100_000}
    )
    ledger.record(
        document(100),
        line(1, "500001", 200_000),
        line(1, "310301", 300_000),
        line(1, "410605", 250_000),
        certificate,
    )
    data = ledger.data(
        f'{{ rendicionChecklist(sostenedor: "{HOLDER}", rbd: 1, year: 2024)'
        " { item state detail amount } }"
    )
    found = {each.pop("item"): each for each in data["rendicionChecklist"]}
    assert found["RESPALDOS"] == {
        "state": "FALTA",
        "detail": "1 de 1 documentos sin número o sin emisor.",
        "amount": 100,
    }
    assert found["SALDO_CUBIERTO"] == {
        "state": "FALTA",
        "detail": "El saldo es $250.000 y los bancos certifican $100.000.",
        "amount": 150_000,
    }
    assert found["INGRESOS_Y_GASTOS"]["state"] == "SIN_DATOS"


def test_the_latest_certificate_of_an_account_counts_once(ledger: Ledger) -> None:
    certificate = SaldoCertified.model_validate(
        {**STEPS, "occurred_on": "2024-12-31", "bank_account": "123", "amount": 1_500}
    )
    ledger.record(certificate)
    decide(ledger, *CLOSING)
    assert rendicion(ledger, "certified shortfall") == {"certified": 2_000, "shortfall": None}


def test_what_was_changed_after_closing_and_what_the_report_said(ledger: Ledger) -> None:
    ledger.record(document(100), line(1, "310301", 500), line(1, "410605", 300))
    decide(ledger, *CLOSING)
    ledger.record(document(90), line(1, "410605", 280))
    decide(ledger, "rectify")
    found = rendicion(
        ledger,
        "rectifications asFiled { filedOn declaredThen declaredNow incomeThen incomeNow"
        " spendingThen spendingNow } steps { step reason amount before afterClosing }",
    )
    assert found["rectifications"] == 1
    assert found["asFiled"] == {
        "filedOn": "2025-03-11",
        "declaredThen": 100,
        "declaredNow": 90,
        "incomeThen": 500,
        "incomeNow": 500,
        "spendingThen": 300,
        "spendingNow": 280,
    }
    assert [step for step in found["steps"] if step["afterClosing"]] == [
        {
            "step": "allocation_corrected",
            "reason": "Error de digitación",
            "amount": 60,
            "before": 90,
            "afterClosing": True,
        }
    ]


def test_what_was_reallocated_after_an_observation(ledger: Ledger) -> None:
    ledger.record(document(100))
    decide(ledger, *PRESENTED, "observe-allocation")
    decide(ledger, "correct-allocation", correction="reimputar", amount=60, to_subvencion="PIE")
    found = rendicion(
        ledger,
        "reallocations { document amount before fromAccount toAccount toSubvencion toRbd"
        " observation observed observedOn }",
    )
    assert found["reallocations"] == [
        {
            "document": "410605/FACE//77",
            "amount": 60,
            "before": 100,
            "fromAccount": "410605",
            "toAccount": "410605",
            "toSubvencion": "PIE",
            "toRbd": 1,
            "observation": "Sin respaldo",
            "observed": 100,
            "observedOn": "2025-05-02",
        }
    ]


TOTALS = (
    "accepted rejected allocationsAccepted allocationsRejected allocationsPending"
    " acceptedDifference rejectedDifference"
)


def test_a_review_equals_the_sum_over_allocations(ledger: Ledger) -> None:
    ledger.record(document(100), document(50, OTHER))
    decide(ledger, *PRESENTED, "resolve-allocation")
    decide(ledger, "resolve-allocation", allocation=OTHER, accepted=30, rejected=20)
    decide(ledger, "review", accepted=130, rejected=20)
    found = rendicion(ledger, TOTALS)
    assert found == {
        "accepted": 130,
        "rejected": 20,
        "allocationsAccepted": 130,
        "allocationsRejected": 20,
        "allocationsPending": 0,
        "acceptedDifference": 0,
        "rejectedDifference": 0,
    }


def test_a_review_in_a_file_that_differs_is_shown(ledger: Ledger) -> None:
    ledger.record(document(100))
    decide(ledger, *PRESENTED, "resolve-allocation")
    review = {**STEPS, "occurred_on": "2025-06-30", "accepted": 95, "rejected": 5}
    ledger.record(RendicionReviewed.model_validate(review))
    found = rendicion(ledger, TOTALS)
    assert (found["acceptedDifference"], found["rejectedDifference"]) == (-5, 5)


def test_an_allocation_that_was_changed_since_counts_as_pending(ledger: Ledger) -> None:
    ledger.record(document(100))
    decide(ledger, *CLOSING, "resolve-allocation")
    decide(ledger, "rectify", correction="reimputar", amount=40, to_account="410601")
    found = rendicion(ledger, TOTALS)
    assert (found["allocationsAccepted"], found["allocationsPending"]) == (None, 2)
    assert (found["accepted"], found["rejected"]) == (0, 0)


def test_the_due_date_is_that_of_the_rules(ledger: Ledger) -> None:
    decide(ledger, "inform-consejo")
    assert rendicion(ledger, "dueOn")["dueOn"] == deadline(SchoolYear(2024)).isoformat()


def test_a_refused_command_changes_no_view(ledger: Ledger) -> None:
    decide(ledger, "inform-consejo")
    before = rendicion(ledger, "steps { step }")
    with pytest.raises(RefusedError):
        decide(ledger, "close")
    ledger.record()
    assert rendicion(ledger, "steps { step }") == before


def test_each_field_of_many_rendiciones_is_read_by_one_statement(ledger: Ledger) -> None:
    presented = RendicionPresented.model_validate({**STEPS, "occurred_on": "2025-03-20"})
    ledger.record(*(presented.model_copy(update={"rbd": rbd}) for rbd in range(1, 21)))
    answer = ledger.ask(
        "{ rendiciones(first: 20) { nodes { steps { step } amounts { declared } asFiled { filedOn }"
        " reallocations { amount } certified shortfall checklist { state } } } }"
    )
    assert not answer.errors
    # The position, the rendiciones, and one for each of the seven lists.
    assert answer.statements == 9
