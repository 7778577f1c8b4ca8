"""The promise: a school sees what the law gives it, why, why not what it was, and what was paid.

Given facts, when a question is put, then this answer.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.projections.entitlements_given import (
    attendance,
    attended,
    convenio,
    counts,
    ended,
    not_rendered,
    ordered,
    spent,
    whole_school,
)
from tests.projections.given import payment, school

DUE = 6_735_863
"""80 prioritarios of the first cycle by 2.0328 USE and 180 pupils by 0.269, in pesos of 2023."""


@pytest.fixture
def books(ledger: Ledger) -> Ledger:
    """A school of 2021 to 2023 whose attendance fell in September 2023."""
    ledger.record(school(1, 2023), *whole_school())
    ledger.record(attendance("2023-09", "50"))
    return ledger


def of_school(ledger: Ledger, fields: str, **variables: Any) -> Any:
    return ledger.data(f"{{ school(rbd: 1) {{ {fields} }} }}", **variables)["school"]


def test_a_month_with_its_lines(books: Ledger) -> None:
    found = of_school(
        books,
        """entitlement(month: "2023-08") {
          due retained total scaled exposedRetained exposedScaled priorityShare confidence rule
          provisionalBecause complete lacking
          amounts { article amount }
          lines { kind article pupils valued months band counted use clpPerUse share law
                  confidence amount }
          source { kind rule }
        }""",
    )["entitlement"]
    lines = found.pop("lines")
    assert found == {
        "due": DUE,
        "retained": 0,
        "total": DUE,
        "scaled": 0,
        "exposedRetained": 0,
        "exposedScaled": None,
        "complete": True,
        "lacking": [],
        "priorityShare": "50",
        "confidence": "DERIVED",
        "rule": "entitlement/2",
        "provisionalBecause": [],
        "amounts": [
            {"article": "art14", "amount": 5_190_448},
            {"article": "art16", "amount": 1_545_415},
        ],
        "source": {"kind": "derived", "rule": "entitlement/2"},
    }
    assert lines[0] == {
        "kind": "MENSUAL",
        "article": "art14",
        "pupils": "PRIORITARIOS",
        "valued": "2023-08",
        "months": "2023-05..2023-07",
        "band": "NT1_4B",
        "counted": "80.0000",
        "use": "2.0328",
        "clpPerUse": "31916.864",
        "share": "1",
        "law": "20.845",
        "confidence": "DERIVED",
        "amount": "5190448.0911",
    }


def test_the_explanation_is_spanish(books: Ledger) -> None:
    found = of_school(books, 'entitlement(month: "2023-10") { explanation }')
    assert found["entitlement"]["explanation"] == [
        (
            "Artículo 14: 70 alumnos prioritarios de NT1-4B × 2,0328 USE × $31.916,864 ="
            " $4.541.642,08 (asistencia de 2023-07 a 2023-09; Ley 20.845; valor derivado)."
        ),
        (
            "Artículo 16 (concentración): 180 alumnos de NT1-4B × 0,269 USE × $31.916,864 ="
            " $1.545.414,55 (asistencia de 2023-07 a 2023-09; Ley 20.637; valor derivado)."
        ),
        "Cada artículo se redondea al peso una vez por mes y grupo, lo que la ley no dice.",
    ]


def test_why_a_month_is_not_what_the_one_before_was(books: Ledger) -> None:
    """Question 22."""
    found = of_school(
        books,
        """entitlement(month: "2023-10") {
          total difference { previousMonth previousTotal difference parts { part amount } }
        }""",
    )["entitlement"]
    parts = {part["part"]: part["amount"] for part in found["difference"].pop("parts")}
    assert parts.pop("ASISTENCIA") == found["total"] - DUE
    assert set(parts.values()) == {0}
    assert found["difference"] == {
        "previousMonth": "2023-09",
        "previousTotal": DUE,
        "difference": found["total"] - DUE,
    }


def test_the_month_to_come_can_be_asked_for(books: Ledger) -> None:
    """Question 21: attendance is known to December."""
    found = of_school(
        books, 'entitlement(month: "2024-01") { month total difference { difference } }'
    )["entitlement"]
    assert found["month"] == "2024-01"
    assert found["difference"]["difference"] != 0


def test_what_another_classification_would_cost(ledger: Ledger) -> None:
    """Question 28: an autónomo that had an emergente's aporte suspended would lose nothing; one
    that were en recuperación would be paid by last year's attendance."""
    later = convenio(to_date=date(2026, 2, 28))
    ledger.record(school(1, 2023), later, counts(2022), counts(2023), *attended(2021, 2023))
    ledger.record(*(attendance(f"2023-{month:02d}", "90") for month in range(3, 13)))
    found = of_school(
        ledger,
        """emergente: entitlementIf(classification: EMERGENTE, schoolYear: 2024) {
             month currentTotal hypotheticalTotal change
           }
           recovering: entitlementIf(classification: EN_RECUPERACION, schoolYear: 2024) {
             month currentTotal hypotheticalTotal change
           }""",
    )
    assert [month["month"] for month in found["emergente"]][::11] == ["2024-03", "2025-02"]
    # Two roundings in the place of one.
    assert all(abs(month["change"]) <= 1 for month in found["emergente"])
    recovering = found["recovering"]
    assert all(m["change"] == m["hypotheticalTotal"] - m["currentTotal"] for m in recovering)
    assert recovering[9]["change"] < 0  # December's USE is higher, the instalment is March's


def test_past_answers_stand(ledger: Ledger) -> None:
    before = ledger.record(school(1, 2023), *whole_school())
    ledger.record(attendance("2023-09", "50"))
    fields = '{ entitlement(month: "2023-10") { total difference { difference } } }'
    now = ledger.data(f"{{ school(rbd: 1) {fields} }}")["school"]["entitlement"]
    then = ledger.data(
        f"query ($at: DateTime) {{ school(rbd: 1, asOf: $at) {fields} }}", at=before.isoformat()
    )["school"]["entitlement"]
    assert then == {"total": DUE, "difference": {"difference": 0}}
    assert now["total"] < DUE


class TestHalfTerm:
    """Ley 21.006 art 1: one ruling, of the convenio, says whether and to what share."""

    HALF = tuple(f"{year}-{month:02d}" for year in (2020, 2021, 2022) for month in range(1, 13))[
        2:26
    ]

    def exposed(self, ledger: Ledger, month: str) -> dict[str, Any]:
        found: dict[str, Any] = of_school(
            ledger, f'entitlement(month: "{month}") {{ due exposedScaled explanation }}'
        )["entitlement"]
        return found

    def test_a_first_half_not_spent_exposes_to_a_cut_that_is_not_made(self, ledger: Ledger) -> None:
        """Documents of each year of the half come to 62 % of what was received."""
        ledger.record(school(1, 2023), *whole_school(), spent(date(2020, 3, 1), 1))
        ledger.record(*(payment(1, month, 100) for month in self.HALF))
        ledger.record(*(spent(date(year, 2, 15), 744 - (year == 2021)) for year in (2021, 2022)))
        last, first = (self.exposed(ledger, month) for month in ("2022-02", "2022-03"))
        ruling = ledger.data(
            """{ convenioTerms(filter: { rbd: 1 }) { nodes {
              rulings(on: "2022-03-31") { rule verdict amount base } } } }"""
        )["convenioTerms"]["nodes"][0]["rulings"]
        [half] = [one for one in ruling if one["rule"] == "EJECUCION_MITAD"]
        assert (half["verdict"], half["amount"], half["base"]) == ("NO_CUMPLE", 1_488, 2_400)
        assert last["exposedScaled"] == 0
        assert first["exposedScaled"] == round(Decimal("0.62") * first["due"]) - first["due"]
        assert any("expone a un descuento" in sentence for sentence in first["explanation"])
        ledger.record(ordered("escala_media_vigencia", from_month="2022-03", paid_share="0.62"))
        assert self.exposed(ledger, "2022-03")["exposedScaled"] == 0

    def test_without_its_documents_nobody_can_say(self, ledger: Ledger) -> None:
        ledger.record(school(1, 2023), *whole_school())
        ledger.record(*(payment(1, month, 100) for month in self.HALF))
        assert self.exposed(ledger, "2022-03")["exposedScaled"] is None


class TestComparison:
    """RF30: what was paid against what was due."""

    FIELDS = """month due paid difference threshold settled verdict differs lacking retained
      exposedRetained withheld retentionDifference"""

    def compared(self, ledger: Ledger, where: str = "") -> list[dict[str, Any]]:
        found = ledger.data(f"{{ entitlementComparisons{where} {{ nodes {{ {self.FIELDS} }} }} }}")
        nodes: list[dict[str, Any]] = found["entitlementComparisons"]["nodes"]
        return nodes

    def test_more_than_half_a_percent_differs(self, ledger: Ledger) -> None:
        ledger.record(
            *whole_school(),
            payment(1, "2023-08", DUE + 33_679),
            payment(1, "2023-09", DUE + 33_680),
        )
        assert [(m["difference"], m["differs"]) for m in self.compared(ledger)] == [
            (33_679, False),
            (33_680, True),
        ]
        assert self.compared(ledger)[0]["threshold"] == "33679.32"

    def test_less_than_one_use_does_not(self, ledger: Ledger) -> None:
        """After a convenio of which everybody knows that it has ended, nothing is due."""
        ledger.record(*whole_school(), *whole_school(rbd=2), ended(date(2023, 7, 31), rbd=2))
        ledger.record(payment(2, "2023-08", 31_916), payment(2, "2023-09", 31_917))
        assert [(m["due"], m["differs"]) for m in self.compared(ledger)] == [(0, False), (0, True)]

    @pytest.mark.parametrize(
        ("rbd", "month", "lacking"),
        [
            (3, "2023-08", "no se conoce si había convenio en 2023-08"),
            (1, "2020-02", "no se conoce si había convenio en 2020-02"),
            (1, "2020-03", "no se conoce la asistencia en que se funda 2020-03"),
            (1, "2024-02", None),
            (1, "2024-03", "no se conoce si había convenio en 2024-03"),
        ],
    )
    def test_nothing_is_said_of_what_no_file_covers(
        self, ledger: Ledger, rbd: int, month: str, lacking: str | None
    ) -> None:
        """Its second convenio is known, from March 2020 to February 2024, and nobody's later."""
        ledger.record(*whole_school(), payment(rbd, month, 5_000_000))
        (found,) = self.compared(ledger)
        if lacking is None:
            assert found["verdict"] == "NO_CUMPLE"
            return
        assert found["lacking"] == [lacking]
        assert found["verdict"] == "SIN_DATOS"
        nothing = ("due", "difference", "threshold", "differs", "retained", "retentionDifference")
        assert {found[name] for name in nothing} == {None}
        assert self.compared(ledger, "(filter: { onlyDifferent: true })") == []

    @pytest.mark.parametrize(
        ("others_from", "verdict"), [("2024-02-01", "SIN_DATOS"), ("2024-03-01", "NO_CUMPLE")]
    )
    def test_a_convenio_that_ran_out_may_have_been_renewed_unless_later_ones_are_known(
        self, ledger: Ledger, others_from: str, verdict: str
    ) -> None:
        """A file of convenios made before its last day cannot tell what came after it."""
        other = convenio(2, from_date=date.fromisoformat(others_from), to_date=date(2028, 2, 29))
        ledger.record(*whole_school(), other, payment(1, "2024-07", 5_000_000))
        assert [found["verdict"] for found in self.compared(ledger)] == [verdict]

    def test_before_a_first_convenio_nothing_was_due(self, ledger: Ledger) -> None:
        first = convenio(number=1)
        facts = [fact for fact in whole_school() if fact != convenio()]
        ledger.record(first, *facts, payment(1, "2020-02", 5_000_000))
        (found,) = self.compared(ledger)
        assert (found["due"], found["verdict"]) == (0, "NO_CUMPLE")

    def test_a_month_of_attendance_that_is_missing_gives_no_verdict(self, ledger: Ledger) -> None:
        facts = [fact for fact in whole_school() if fact != attendance("2023-06")]
        ledger.record(*facts, payment(1, "2023-08", 1))
        (found,) = self.compared(ledger)
        assert (found["due"], found["verdict"]) == (None, "SIN_DATOS")
        assert found["lacking"] == ["falta la asistencia de 2023-06"]
        ledger.record(attendance("2023-06"))
        (found,) = self.compared(ledger)
        assert (found["due"], found["verdict"]) == (DUE, "NO_CUMPLE")

    def test_an_assumed_classification_gives_a_difference_and_no_verdict(
        self, ledger: Ledger
    ) -> None:
        facts = [fact for fact in whole_school() if fact != counts(2023)]
        ledger.record(*facts, payment(1, "2023-08", 1))
        (found,) = self.compared(ledger)
        assert (found["difference"], found["verdict"], found["differs"]) == (
            1 - DUE, "SIN_DATOS", None,
        )  # fmt: skip

    def test_the_first_months_of_a_year_wait_for_their_settlement(self, ledger: Ledger) -> None:
        ledger.record(*whole_school(), payment(1, "2023-04", 1))
        (month,) = self.compared(ledger)
        assert (month["settled"], month["verdict"]) == (False, "NO_EXIGIBLE_AUN")
        assert month["differs"] is None
        ledger.record(payment(1, "2023-06", DUE))
        assert self.compared(ledger)[0]["differs"]

    def test_a_retention_that_was_not_made(self, ledger: Ledger) -> None:
        ledger.record(
            *whole_school(),
            not_rendered(2022),
            payment(1, "2023-08", DUE),
            payment(1, "2023-09", DUE, retenciones=-3_000_000),
        )
        missing = [month["retentionDifference"] for month in self.compared(ledger)]
        held = (DUE + 1) // 2
        assert missing == [held, held - 3_000_000]
        assert [(m["retained"], m["exposedRetained"]) for m in self.compared(ledger)] == [
            (0, held),
            (0, held),
        ]

    def test_only_what_differs(self, ledger: Ledger) -> None:
        ledger.record(*whole_school(), payment(1, "2023-08", DUE), payment(1, "2023-09", 1))
        found = self.compared(ledger, "(filter: { rbd: 1, onlyDifferent: true })")
        assert [month["month"] for month in found] == ["2023-09"]

    def test_it_stands_beside_the_month(self, ledger: Ledger) -> None:
        ledger.record(school(1, 2023), *whole_school(), payment(1, "2023-08", DUE + 1))
        found = of_school(
            ledger,
            """entitlements(fromMonth: "2023-08", toMonth: "2023-09") {
                 month comparison { paid difference }
               }
               entitlementComparisons(fromMonth: "2023-01") { month difference }""",
        )
        assert found["entitlements"] == [
            {"month": "2023-08", "comparison": {"paid": DUE + 1, "difference": 1}},
            {"month": "2023-09", "comparison": None},
        ]
        assert found["entitlementComparisons"] == [{"month": "2023-08", "difference": 1}]


def test_many_schools_take_no_more_statements_than_one(ledger: Ledger) -> None:
    ledger.record(*whole_school(), *whole_school(rbd=2), *whole_school(rbd=3))
    answers = ledger.ask_all(
        [
            f"""{{ entitlements(filter: {{ fromMonth: "2023-08" toMonth: "2023-08" {one} }}) {{
              nodes {{ amounts {{ amount }} lines {{ amount }} difference {{ difference }}
                       comparison {{ paid }} explanation }}
            }} }}"""
            for one in ("rbd: 1", "")
        ]
    )
    assert [len(a.data["entitlements"]["nodes"]) for a in answers if a.data] == [1, 3]
    assert answers[0].statements == answers[1].statements
