"""The promise: a group of schools is shown beside schools that were like it, with how many there
are behind each number, what was lost, and never a number where there are too few.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Server
from tests.graphql.conftest import Ledger
from tests.graphql.given import ADVISER, HOLDER
from tests.projections.given import result

from sep_domain.events.education.results import SocioeconomicGroup, TestResultPublished
from sep_domain.events.purchasing.ate import AteContractSigned

ESTIMATE = """query ($group: SchoolGroup!, $after: [SchoolYear!]!, $neverAdvised: Boolean) {
  comparison(
    group: $group, grade: "4b", subject: LECTURA, before: [2016], after: $after
    neverAdvised: $neverAdvised
  ) {
    estimate {
      group { schools change } compared { schools change } difference { estimate low high }
    }
    sameBandChange { schools change }
    notes
    dataVersion { sample { asked used lost { reason year schools rbds } } }
  }
}"""


def took(rbd: int, year: int, score: int | None) -> TestResultPublished:
    return result(rbd, year, lect=score).model_copy(
        update={"socioeconomic_group": SocioeconomicGroup.BAJO, "rural": False}
    )


def contract(rbd: int, year: int) -> AteContractSigned:
    return AteContractSigned.model_validate(
        {
            "occurred_on": date(year, 3, 1),
            "contract": f"C-{rbd}-{year}",
            "sostenedor": HOLDER,
            "rbd": rbd,
            "ate": ADVISER,
            "subject": "LECTURA",
            "starts_on": date(year, 3, 1),
            "ends_on": date(year, 11, 30),
            "amount": 1_000_000,
        }
    )


@pytest.fixture(scope="module")
def advised(postgres: Server, folded_template: str) -> Iterator[Ledger]:
    """1 to 12 were advised in 2017, 21 to 34 never, 41 in 2019; all began at 210 to 219.

    By 2018 the advised rose 15 to 17 points and the others 5 to 8; by 2022 nobody had more left.
    School 12 had no score in 2018, school 13 was advised and none is like it.
    """
    with postgres.fresh_database(folded_template) as conninfo:
        ledger = Ledger(conninfo)
        record_advice(ledger)
        yield ledger


def record_advice(ledger: Ledger) -> None:
    group, others = range(1, 13), (*range(21, 35), 41)
    ledger.record(
        *(took(rbd, 2016, 210 + rbd % 10) for rbd in (*group, *others)),
        *(took(rbd, 2018, 225 + rbd % 10 + rbd % 3) for rbd in group if rbd != 12),
        *(took(rbd, 2018, 215 + rbd % 10 + rbd % 4) for rbd in others),
        *(took(rbd, 2022, 215 + rbd % 10 + rbd % 2) for rbd in (*group, *others)),
        took(12, 2018, None),
        took(13, 2016, 300),
    )
    ledger.record(*(contract(rbd, 2017) for rbd in (*group, 13)), contract(41, 2019))


def asked(ledger: Ledger, after: list[int], **more: Any) -> dict[str, Any]:
    group = more.pop("group", {"ate": ADVISER, "advisedFrom": 2017, "advisedTo": 2017})
    answer: dict[str, Any] = ledger.data(ESTIMATE, group=group, after=after, **more)["comparison"]
    return answer


def test_an_advised_group_stands_beside_schools_that_were_alike_and_never_advised(
    advised: Ledger,
) -> None:
    answer = asked(advised, [2018])
    estimate = answer["estimate"]
    assert estimate["group"] == {"schools": 11, "change": "16.1"}
    assert estimate["compared"] == {"schools": 15, "change": "6.5"}
    assert estimate["difference"]["low"] < 9.6 < estimate["difference"]["high"]
    assert answer["sameBandChange"] == {"schools": 15, "change": "6.5"}


def test_years_after_the_end_of_the_contract_show_what_is_left(advised: Ledger) -> None:
    estimate = asked(advised, [2022])["estimate"]
    assert estimate["group"] == {"schools": 12, "change": "5.5"}
    # School 41 was advised in 2019, before the year asked about, and compares no more.
    assert estimate["compared"] == {"schools": 14, "change": "5.5"}
    assert estimate["difference"]["low"] < 0 < estimate["difference"]["high"]


def test_whoever_was_advised_may_be_asked_back(advised: Ledger) -> None:
    assert asked(advised, [2022], neverAdvised=False)["estimate"]["compared"]["schools"] == 15


def test_each_school_that_is_lost_has_a_reason_and_all_add_up(advised: Ledger) -> None:
    answer = asked(advised, [2018])
    assert answer["dataVersion"]["sample"] == {
        "asked": 13,
        "used": 11,
        "lost": [
            {"reason": "no_comparison", "year": None, "schools": 1, "rbds": [13]},
            {"reason": "not_published", "year": 2018, "schools": 1, "rbds": [12]},
        ],
    }
    assert "De 13 establecimientos del grupo, 11 están en la estimación" in answer["notes"][1]


def test_a_year_without_a_file_is_told_from_a_school_without_a_result(advised: Ledger) -> None:
    (_, no_file) = asked(advised, [2019])["dataVersion"]["sample"]["lost"]
    assert (no_file["reason"], no_file["year"], no_file["schools"]) == ("no_file", 2019, 12)


def test_below_ten_schools_there_is_no_difference_and_below_five_no_mean(advised: Ledger) -> None:
    nine = asked(advised, [2018], group={"rbds": list(range(1, 10))})
    assert nine["estimate"]["difference"] is None
    assert nine["estimate"]["group"]["change"] is not None
    assert any("se necesitan 10 establecimientos" in note for note in nine["notes"])
    four = asked(advised, [2018], group={"rbds": [1, 2, 3, 4]})
    assert four["estimate"]["group"] == {"schools": 4, "change": None}


def test_a_group_that_is_not_told_by_advisers_is_compared_with_everybody(advised: Ledger) -> None:
    answer = asked(advised, [2018], group={"rbds": list(range(1, 6))})
    assert answer["estimate"]["compared"]["schools"] == 6 + 15


def test_notes_say_that_it_is_an_association(advised: Ledger) -> None:
    notes = " ".join(asked(advised, [2018])["notes"]).lower()
    assert "asociación" in notes
    assert "efecto" not in notes
    assert "impacto" not in notes
    assert "los establecimientos comparables variaron +6,5 puntos" in notes


def test_a_comparison_is_the_one_known_then(ledger: Ledger) -> None:
    both = [*range(1, 6), *range(21, 26)]
    ledger.record(*(took(rbd, 2016, 215) for rbd in both))
    then = ledger.record(*(took(rbd, 2018, 220) for rbd in both))
    ledger.record(*(took(rbd, 2018, 230) for rbd in range(1, 6)))
    document = """query ($asOf: DateTime) { comparison(
      group: {rbds: [1, 2, 3, 4, 5]}, grade: "4b", subject: LECTURA, before: [2016], after: [2018]
      asOf: $asOf
    ) { group { year mean } estimate { group { change } } } }"""
    before = ledger.data(document, asOf=then.isoformat())["comparison"]
    assert before["estimate"]["group"]["change"] == "5.0"
    now = ledger.data(document)["comparison"]
    assert now["estimate"]["group"]["change"] == "15.0"
    assert now["group"] == [{"year": 2016, "mean": "215.0"}, {"year": 2018, "mean": "230.0"}]


def test_a_comparison_takes_one_statement_and_its_files_another(advised: Ledger) -> None:
    without = advised.ask(ESTIMATE, group={"ate": ADVISER}, after=[2018])
    assert without.statements == 2  # what is known, and the schools
    document = """{ comparison(
      group: {ate: "%s"}, grade: "4b", subject: LECTURA, before: [2016], after: [2018]
    ) { placebos { before } balance { variable } cells { scoreFrom } dataVersion {
      position files { name dataset rows } rule { name version } } } }"""
    answer = advised.ask(document % ADVISER)
    assert answer.statements == 3
    assert answer.data is not None
    version = answer.data["comparison"]["dataVersion"]
    assert version["files"] == [{"name": "archivo.csv", "dataset": "prueba", "rows": 82}]
    assert version["position"] == answer.extensions["ledger"]["position"]


def test_the_documented_question_is_answered(advised: Ledger) -> None:
    page = Path(__file__).parents[2] / "docs" / "outcomes" / "comparison.md"
    (question,) = re.findall(r"```graphql\n(.*?)```", page.read_text(), re.DOTALL)
    assert advised.data(question)["comparison"]["estimate"]["group"]["schools"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        "group: {}, before: [2016], after: [2018]",
        "group: {year: 2016}, before: [2016], after: [2018]",
        "group: {rbds: [1]}, before: [2016], after: [2016]",
        "group: {rbds: [1]}, before: [], after: [2016]",
        "group: {rbds: [1]}, before: [2016], after: [2018], baselineYear: 2018",
        "group: {rbds: [1]}, before: [2016], after: [2018], matching: {score: 0}",
        "group: {rbds: [1]}, before: [2016], after: [2018], matching: {pupils: [40, 20]}",
    ],
)
def test_a_question_without_an_answer_is_refused(advised: Ledger, arguments: str) -> None:
    document = f'{{ comparison({arguments}, grade: "4b", subject: LECTURA) {{ notes }} }}'
    assert advised.ask(document).codes == {"BAD_ARGUMENT"}


def test_a_grade_that_is_not_tested_is_refused(advised: Ledger) -> None:
    answer = advised.ask(
        """{ comparison(
          group: {rbds: [1]}, grade: "4B", subject: LECTURA, before: [2016], after: [2018]
        ) { notes } }"""
    )
    assert answer.codes == {"BAD_ARGUMENT"}


def test_a_year_that_is_named_twice_counts_once(advised: Ledger) -> None:
    twice = ESTIMATE.replace("before: [2016]", "before: [2016, 2016]")
    group = {"ate": ADVISER, "advisedFrom": 2017, "advisedTo": 2017}
    answer = advised.data(twice, group=group, after=[2018, 2018])["comparison"]
    assert answer == asked(advised, [2018])
