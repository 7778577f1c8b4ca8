"""The promise: a contract with an adviser is judged by the law of its day, by its procedure, and
only by what is known: what nobody tells is no failure.

DFL 2/1998 art 3 v) is in force from 8 June 2016 (Ley 20.845, published on 8 June 2015, art 34
transitorio); art 30 a) of Ley 20.248 from 8 June 2018 (same, its art 4 N° 13), changed by Ley
21.107, published on 25 August 2018.
"""

from datetime import date
from typing import Any

import pytest
from tests.domain.ate import certificate
from tests.graphql.conftest import Ledger
from tests.graphql.given import ADVISER, OTHER, contract, paid
from tests.graphql.obligations import awarded, blocked, tender
from tests.projections.given import school

from sep_domain.events.base import Fact
from sep_domain.events.purchasing.ate import (
    AteCertificationEvaluated,
    AteProviderEvaluated,
    AteProviderReinstated,
    AteProviderRemoved,
)

CERTIFIED = certificate(ate=ADVISER, occurred_on=date(2012, 1, 2))
BEFORE, FROM = date(2016, 6, 7), date(2016, 6, 8)
TOLD = tender("T-0", occurred_on=date(2016, 5, 2), closes_on=date(2016, 5, 30))
"""Of the same sostenedor and year: files tell of its tenders."""

RULINGS = """{ ateContract(contract: "C-1") { rulings {
    rule verdict article law explanation decidedOn lacks } } }"""


def rulings(ledger: Ledger) -> dict[str, dict[str, Any]]:
    found = ledger.data(RULINGS)["ateContract"]["rulings"]
    return {one["rule"]: one for one in found}


def verdicts(ledger: Ledger) -> dict[str, str]:
    return {rule: one["verdict"] for rule, one in rulings(ledger).items()}


def payments(ledger: Ledger, **where: bool) -> list[str]:
    found = ledger.data(
        """query ($filter: AtePaymentFilter) { atePayments(filter: $filter) {
        nodes { contract } } }""",
        filter=where,
    )
    return [node["contract"] for node in found["atePayments"]["nodes"]]


def with_payment(**changes: Any) -> tuple[Fact, ...]:
    signed = contract("C-1", 1_000, **changes)
    return CERTIFIED, signed, paid("C-1", 1, 1, date(2016, 12, 1), 400)


@pytest.mark.parametrize(("day", "verdict"), [(BEFORE, "NO_APLICA"), (FROM, "NO_CUMPLE")])
def test_a_contract_needs_a_tender_from_8_june_2016(
    ledger: Ledger, day: date, verdict: str
) -> None:
    ledger.record(*with_payment(occurred_on=day), TOLD)
    ruling = rulings(ledger)["CONCURSO"]
    assert (ruling["verdict"], ruling["decidedOn"], ruling["lacks"]) == (verdict, str(day), [])
    broken = verdict == "NO_CUMPLE"
    assert payments(ledger, withoutTender=True) == ["C-1"] * broken
    assert [one[0] for one in blocked(ledger, "2016-12-31")] == ["CONTRATO_SIN_CONCURSO"] * broken


def test_where_no_file_tells_of_the_tenders_of_the_year_nobody_is_accused(ledger: Ledger) -> None:
    of_another_year = tender("T-9", occurred_on=date(2015, 5, 2))
    of_another = tender("T-8", occurred_on=date(2016, 5, 2), sostenedor=OTHER)
    ledger.record(*with_payment(occurred_on=FROM), of_another_year, of_another)
    ruling = rulings(ledger)["CONCURSO"]
    assert ruling["verdict"] == "SIN_DATOS"
    assert ruling["lacks"] == ["los concursos del sostenedor de 2016"]
    assert payments(ledger, withoutTender=True) == []
    assert blocked(ledger, "2016-12-31") == []


def test_a_tender_that_is_named_and_not_at_hand_is_missing_not_absent(ledger: Ledger) -> None:
    ledger.record(*with_payment(occurred_on=FROM, tender="T-7"), TOLD)
    ruling = rulings(ledger)["CONCURSO"]
    assert (ruling["verdict"], ruling["lacks"]) == ("SIN_DATOS", ["el concurso T-7"])
    assert verdicts(ledger)["AVISO"] == "SIN_DATOS"
    assert payments(ledger, withoutTender=True) == payments(ledger, withoutNotice=True) == []


@pytest.mark.parametrize(
    ("announced", "procedure", "medium", "verdict"),
    [
        (BEFORE, "concurso", None, "NO_APLICA"),
        (FROM, "concurso", None, "NO_CUMPLE"),
        (FROM, "concurso", "nacional", "NO_CUMPLE"),
        (FROM, "concurso", "regional", "CUMPLE"),
        (FROM, "licitacion", None, "NO_APLICA"),
        (FROM, "licitacion", "mercado_publico", "NO_APLICA"),
        (FROM, None, "mercado_publico", "NO_APLICA"),
        (FROM, None, None, "SIN_DATOS"),
        (FROM, None, "regional", "CUMPLE"),
    ],
)
def test_the_newspaper_is_of_a_concurso_publico(
    ledger: Ledger, announced: date, procedure: str | None, medium: str | None, verdict: str
) -> None:
    ledger.record(
        *with_payment(occurred_on=date(2016, 7, 20), tender="T-1"),
        tender("T-1", occurred_on=announced, procedure=procedure, notice_medium=medium),
    )
    ruling = rulings(ledger)["AVISO"]
    assert (ruling["verdict"], ruling["decidedOn"]) == (verdict, str(announced))
    broken = verdict == "NO_CUMPLE"
    assert payments(ledger, withoutNotice=True) == ["C-1"] * broken
    hindrances = [one[0] for one in blocked(ledger, "2016-12-31")]
    assert hindrances == ["CONCURSO_SIN_AVISO"] * broken


@pytest.mark.parametrize(
    ("dependency", "verdict"),
    [
        ("municipal_daem", "NO_APLICA"),
        ("slep", "NO_APLICA"),
        ("particular_subvencionado", "NO_CUMPLE"),
        ("corporacion_municipal", "SIN_DATOS"),
        ("municipal", "SIN_DATOS"),
    ],
)
def test_where_nobody_says_the_procedure_the_dependency_of_the_school_tells_it(
    ledger: Ledger, dependency: str, verdict: str
) -> None:
    ledger.record(
        school(1, 2016, dependency=dependency),
        *with_payment(occurred_on=date(2016, 7, 20), tender="T-1"),
        tender("T-1", occurred_on=FROM, notice_medium=None),
    )
    assert verdicts(ledger)["AVISO"] == verdict


@pytest.mark.parametrize(
    ("letter", "signed", "procedure", "verdict"),
    [
        ("c", BEFORE, "concurso", "NO_APLICA"),
        ("c", FROM, "concurso", "NO_CUMPLE"),
        ("g", FROM, "concurso", "CUMPLE"),
        ("H", FROM, "concurso", "CUMPLE"),
        ("c", FROM, "licitacion", "SIN_DATOS"),
        ("c", FROM, None, "SIN_DATOS"),
    ],
)
def test_two_letters_stand_in_for_a_concurso_publico(
    ledger: Ledger, letter: str, signed: date, procedure: str | None, verdict: str
) -> None:
    exception = {"exception": letter, "notice_medium": None, "closes_on": None}
    ledger.record(
        *with_payment(occurred_on=signed, tender="T-1"),
        tender("T-1", occurred_on=date(2016, 6, 1), procedure=procedure, **exception),
    )
    assert (verdicts(ledger)["CONCURSO"], verdicts(ledger)["AVISO"]) == (verdict, "NO_APLICA")
    assert payments(ledger, withoutTender=True) == ["C-1"] * (verdict == "NO_CUMPLE")


@pytest.mark.parametrize(
    ("day", "fund", "verdict"),
    [
        (BEFORE, "GENERAL", "NO_APLICA"),
        (FROM, "GENERAL", "NO_CUMPLE"),
        (FROM, "SEP", "CUMPLE"),
        (None, "SEP", "SIN_DATOS"),
    ],
)
def test_fees_are_paid_with_sep_from_8_june_2016(
    ledger: Ledger, day: date | None, fund: str, verdict: str
) -> None:
    ledger.record(CERTIFIED, contract("C-1", 1_000, occurred_on=date(2016, 3, 1)))
    if day is not None:
        payment = paid("C-1", 1, 1, day, 400)
        ledger.record(payment.model_copy(update={"subvencion": fund}))
    assert verdicts(ledger)["FINANCIAMIENTO"] == verdict
    assert payments(ledger, otherSource=True) == ["C-1"] * (verdict == "NO_CUMPLE")


@pytest.mark.parametrize(
    ("kind", "day", "verdict"),
    [
        ("juridica_con_fines_de_lucro", date(2018, 6, 7), "CUMPLE"),
        ("juridica_con_fines_de_lucro", date(2018, 6, 8), "NO_CUMPLE"),
        ("natural", date(2018, 6, 7), "CUMPLE"),
        ("natural", date(2018, 6, 8), "NO_CUMPLE"),
        ("natural", date(2018, 8, 24), "NO_CUMPLE"),
        ("natural", date(2018, 8, 25), "CUMPLE"),
        ("juridica_sin_fines_de_lucro", date(2018, 6, 8), "CUMPLE"),
        ("juridica", date(2018, 6, 7), "CUMPLE"),
        ("juridica", date(2018, 6, 8), "SIN_DATOS"),
    ],
)
def test_who_may_advise_changed_twice_in_2018(
    ledger: Ledger, kind: str, day: date, verdict: str
) -> None:
    """The facts stand, and are flagged; the day of the award decides, not that of the signing."""
    award = awarded("T-1").model_copy(update={"occurred_on": day})
    ledger.record(
        certificate(ate=ADVISER, occurred_on=date(2012, 1, 2), provider_kind=kind),
        tender("T-1", occurred_on=date(2018, 5, 2)),
        award,
        contract("C-1", 1_000, occurred_on=date(2018, 9, 3), tender="T-1"),
        paid("C-1", 1, 1, date(2018, 12, 3), 400),
    )
    ruling = rulings(ledger)["NATURALEZA"]
    assert (ruling["verdict"], ruling["decidedOn"]) == (verdict, str(day))
    assert payments(ledger, barred=True) == ["C-1"] * (verdict == "NO_CUMPLE")


def listed(day: date, **changes: Any) -> Fact:
    return certificate(ate=OTHER, occurred_on=day, **changes)


def of_adviser(**changes: Any) -> Fact:
    return certificate(ate=ADVISER, **changes)


@pytest.mark.parametrize(
    ("registry", "at_award", "held_up_later"),
    [
        ((), "SIN_DATOS", False),
        ((listed(date(2012, 1, 2)),), "SIN_DATOS", False),
        ((listed(date(2025, 1, 2)),), "SIN_DATOS", False),
        ((listed(date(2012, 1, 2)), listed(date(2024, 3, 14))), "SIN_DATOS", False),
        ((listed(date(2012, 1, 2)), listed(date(2024, 3, 15))), "NO_CUMPLE", False),
        ((listed(date(2012, 1, 2)), listed(date(2024, 6, 3))), "NO_CUMPLE", True),
        ((of_adviser(occurred_on=date(2024, 3, 15)),), "CUMPLE", False),
        ((of_adviser(valid_until=date(2024, 3, 14)),), "NO_CUMPLE", True),
        ((of_adviser(valid_until=date(2024, 3, 15)),), "CUMPLE", True),
        ((of_adviser(valid_until=date(2023, 12, 31)),), "NO_CUMPLE", True),
        ((of_adviser(valid_until=date(2023, 12, 30)),), "SIN_DATOS", False),
        (
            (of_adviser(valid_until=date(2023, 12, 30)), listed(date(2024, 6, 3))),
            "NO_CUMPLE",
            True,
        ),
        (
            (
                of_adviser(),
                AteProviderRemoved(occurred_on=date(2023, 6, 1), ate=ADVISER, reason="X"),
            ),
            "NO_CUMPLE",
            True,
        ),
    ],
)
def test_who_is_not_listed_is_known_only_where_the_registry_is(
    ledger: Ledger, registry: tuple[Fact, ...], at_award: str, held_up_later: bool
) -> None:
    """The contract of 15 March 2024, also asked about in June; a registry of 2012 tells nothing."""
    ledger.record(*registry, contract("C-1", 1_000), paid("C-1", 1, 1, date(2024, 5, 2), 400))
    ruling = rulings(ledger)["CERTIFICACION"]
    assert ruling["verdict"] == at_award
    assert bool(ruling["lacks"]) is (at_award == "SIN_DATOS")
    found = blocked(ledger, "2024-06-03", hindrance="ATE_NO_CERTIFICADO")
    assert bool(found) is held_up_later


@pytest.mark.parametrize(
    ("registry", "verdict"),
    [
        ((), "SIN_DATOS"),
        ((listed(date(2019, 3, 14)),), "SIN_DATOS"),
        ((listed(date(2019, 3, 15)),), "NO_CUMPLE"),
        ((of_adviser(occurred_on=date(2018, 10, 1)),), "CUMPLE"),
    ],
)
def test_a_body_for_profit_may_have_changed_where_no_registry_tells(
    ledger: Ledger, registry: tuple[Fact, ...], verdict: str
) -> None:
    """Ley 21.107 art 2 let it, from 25 August 2018; the contract is of March 2019."""
    kind = "juridica_con_fines_de_lucro"
    before = of_adviser(occurred_on=date(2012, 1, 2), provider_kind=kind)
    ledger.record(before, *registry, contract("C-1", 1_000, occurred_on=date(2019, 3, 15)))
    assert verdicts(ledger)["NATURALEZA"] == verdict
    assert of_provider(ledger, "NATURALEZA", "2019-03-15")[0] == verdict


ON_PROVIDER = """query ($rut: Rut!, $on: Date!) { ateProvider(rut: $rut) { rulings(on: $on) {
    rule verdict decidedOn article explanation lacks } } }"""


def of_provider(ledger: Ledger, rule: str, on: str) -> tuple[str, str]:
    found = ledger.data(ON_PROVIDER, rut=ADVISER, on=on)["ateProvider"]["rulings"]
    return next((one["verdict"], one["decidedOn"]) for one in found if one["rule"] == rule)


def test_a_body_for_profit_is_told_when_it_may_no_longer_advise(ledger: Ledger) -> None:
    kind = "juridica_con_fines_de_lucro"
    ledger.record(certificate(ate=ADVISER, occurred_on=date(2012, 1, 2), provider_kind=kind))
    on = [of_provider(ledger, "NATURALEZA", day) for day in ("2018-06-07", "2018-06-08")]
    assert on == [("NO_EXIGIBLE_AUN", "2018-06-08"), ("NO_CUMPLE", "2018-06-08")]


def certification(process: str, deficient: bool, day: date) -> AteCertificationEvaluated:
    return AteCertificationEvaluated(
        occurred_on=day, ate=ADVISER, process=process, deficient=deficient
    )


def test_two_deficient_evaluations_of_files_expose_an_adviser_and_remove_nobody(
    ledger: Ledger,
) -> None:
    """To take it out of the registry is the ministry's act (Ley 21.107 art 4)."""
    ledger.record(
        CERTIFIED,
        certification("A", True, date(2018, 8, 24)),
        certification("B", True, date(2018, 8, 25)),
        certification("C", True, date(2020, 8, 25)),
    )
    days = ("2018-08-24", "2018-08-25", "2020-08-24", "2020-08-25")
    assert [of_provider(ledger, "EVALUACIONES", day)[0] for day in days] == [
        "NO_APLICA",
        "CUMPLE",
        "CUMPLE",
        "NO_CUMPLE",
    ]
    assert of_provider(ledger, "CERTIFICACION", "2020-08-25")[0] == "CUMPLE"
    removal = AteProviderRemoved(occurred_on=date(2020, 9, 1), ate=ADVISER, reason="Art 4")
    again = AteProviderReinstated(occurred_on=date(2021, 9, 1), ate=ADVISER)
    ledger.record(removal, again)
    assert of_provider(ledger, "EVALUACIONES", "2021-09-01")[0] == "CUMPLE"


def test_without_an_evaluation_of_the_ministry_nothing_is_known(ledger: Ledger) -> None:
    ledger.record(CERTIFIED, *(users(f"C-{number}") for number in range(3)))
    assert of_provider(ledger, "EVALUACIONES", "2024-08-25")[0] == "SIN_DATOS"


def users(code: str) -> AteProviderEvaluated:
    return AteProviderEvaluated(
        occurred_on=date(2024, 8, 1), ate=ADVISER, contract=code, deficient=True
    )


def test_each_evaluation_says_whose_it_is_and_whether_its_contract_is_known(
    ledger: Ledger,
) -> None:
    ledger.record(
        CERTIFIED,
        contract("C-1", 1_000),
        contract("C-2", 1_000, ate=OTHER),
        users("C-1"),
        users("C-2"),
        users("C-3"),
        certification("A", False, date(2024, 8, 2)),
    )
    steps = ledger.data(
        """query ($rut: Rut!) { ateProvider(rut: $rut) {
        steps { step evaluator contract contractKnown process deficient } } }""",
        rut=ADVISER,
    )["ateProvider"]["steps"]
    assert [tuple(step.values()) for step in steps] == [
        ("evaluated", "USER", "C-1", True, None, True),
        ("evaluated", "USER", "C-2", False, None, True),
        ("evaluated", "USER", "C-3", False, None, True),
        ("certification_evaluated", "MINISTRY", None, None, "A", False),
    ]
