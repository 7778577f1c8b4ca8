"""The promise: scores are told by when the adviser came and left, and missing ones by why."""

from datetime import date
from typing import Any

from tests.graphql.conftest import Ledger
from tests.graphql.given import ADVISER, HOLDER, OTHER, joined, marked, paid
from tests.projections.given import result

from sep_domain.events.purchasing.ate import AteContractEnded, AteContractSigned

TEST = 'grade: "4b", subject: LECTURA'
ADVISERS = f"""query ($asOf: DateTime) {{ advisers({TEST}, asOf: $asOf) {{
  label schools committed paid paidFromSep advisedSchools {{
    rbd contracts laterContracts paid moments {{ moment year score missing change }}
  }}
}} }}"""


def advice(number: str, rbd: int, first: date, last: date, ate: str = ADVISER) -> AteContractSigned:
    """A contract of 100 pesos from one day to another."""
    return AteContractSigned.model_validate(
        {
            "occurred_on": first,
            "contract": number,
            "sostenedor": HOLDER,
            "rbd": rbd,
            "ate": ate,
            "subject": "Comprensión lectora",
            "starts_on": first,
            "ends_on": last,
            "amount": 100,
        }
    )


def year(number: str, rbd: int, of: int, ate: str = ADVISER) -> AteContractSigned:
    """A contract over a school year."""
    return advice(number, rbd, date(of, 3, 1), date(of, 11, 30), ate)


def told(ledger: Ledger, **variables: Any) -> dict[int, list[tuple[Any, ...]]]:
    """Year and score, or why there is none, of each school of the first adviser, by moment."""
    [adviser, *_] = ledger.data(ADVISERS, **variables)["advisers"]
    return {
        school["rbd"]: [(one["year"], one["score"] or one["missing"]) for one in school["moments"]]
        for school in adviser["advisedSchools"]
    }


def results(rbd: int, **scores: int) -> list[Any]:
    """Reading by year: `y2014=250`."""
    return [result(rbd, int(name[1:]), lect=score) for name, score in scores.items()]


def test_a_test_is_told_by_when_the_adviser_came_and_left(ledger: Ledger) -> None:
    ledger.record(
        *results(1, y2014=200, y2015=210, y2016=220, y2017=205, y2018=204, y2019=203),
        advice("A", 1, date(2016, 3, 1), date(2016, 12, 31)),
    )
    expected = [(2015, 210), (2016, 220), (2017, 205), (2018, 204), (2019, 203)]
    assert told(ledger) == {1: expected}


def test_who_comes_in_october_was_not_at_work_at_that_years_test(ledger: Ledger) -> None:
    ledger.record(
        *results(1, y2014=200, y2015=210, y2016=220, y2017=205),
        advice("A", 1, date(2014, 10, 1), date(2016, 9, 30)),
    )
    assert told(ledger)[1][:3] == [(2014, 200), (2015, 210), (2016, 220)]


def test_who_is_sent_away_early_has_left(ledger: Ledger) -> None:
    ledger.record(
        *results(1, y2014=200, y2015=210, y2016=220),
        advice("A", 1, date(2015, 3, 1), date(2018, 11, 30)),
        AteContractEnded(
            occurred_on=date(2016, 5, 2), contract="A", terminated=True, reason="Sin entregas"
        ),
    )
    assert told(ledger)[1][:3] == [(2014, 200), (2015, 210), (2016, 220)]


def test_contracts_without_a_test_between_them_are_one_stay(ledger: Ledger) -> None:
    ledger.record(
        *results(1, y2014=200, y2015=210, y2016=220, y2017=205, y2018=230),
        year("A", 1, 2015),
        year("B", 1, 2016),
        year("C", 1, 2018),
        paid("A", 1, 1, date(2015, 6, 1), 40),
        paid("C", 1, 1, date(2018, 6, 1), 9),
    )
    [adviser] = ledger.data(ADVISERS)["advisers"]
    [school] = adviser["advisedSchools"]
    assert (school["contracts"], school["laterContracts"], school["paid"]) == (2, 1, 40)
    assert (adviser["committed"], adviser["paid"], adviser["paidFromSep"]) == (200, 40, 40)
    assert told(ledger)[1][:4] == [(2014, 200), (2016, 220), (2017, 205), (2018, "ADVISED")]


def test_a_score_that_is_missing_says_why(ledger: Ledger) -> None:
    ledger.record(
        *results(9, y2014=250, y2015=250, y2016=250, y2017=250),
        *results(1, y2014=200, y2015=210),
        marked(1, 2016, 230, "beyond_agency_not_representative"),
        year("A", 1, 2015),
    )
    expected = [(2014, 200), (2015, 210), (2016, "MARKED"), (2017, "ABSENT"), (None, "NO_TEST")]
    assert told(ledger)[1] == expected


def test_a_baseline_with_another_adviser_is_none(ledger: Ledger) -> None:
    ledger.record(
        *results(1, y2014=200, y2015=210, y2016=220), year("A", 1, 2014, OTHER), year("B", 1, 2015)
    )
    by_label = {one["label"]: one for one in ledger.data(ADVISERS)["advisers"]}
    moments = by_label[ADVISER]["advisedSchools"][0]["moments"]
    assert [one["missing"] for one in moments[:3]] == ["ADVISED", None, None]
    assert [one["change"] for one in moments[:3]] == [None, None, None]


def test_schools_that_contract_together_each_bear_their_part(ledger: Ledger) -> None:
    ledger.record(
        *results(1, y2014=200, y2015=210),
        *results(2, y2014=220, y2015=225),
        year("A", 1, 2015),
        joined("A", OTHER, 2, 25),
        paid("A", 1, 1, date(2015, 6, 1), 80),
    )
    [adviser] = ledger.data(ADVISERS)["advisers"]
    assert {one["rbd"]: one["paid"] for one in adviser["advisedSchools"]} == {1: 60, 2: 20}
    assert (adviser["committed"], adviser["paid"]) == (100, 80)


def test_an_earlier_instant_knows_the_scores_of_then(ledger: Ledger) -> None:
    before = ledger.record(*results(1, y2014=200, y2015=210), year("A", 1, 2015))
    ledger.record(*results(1, y2015=240))
    assert told(ledger)[1][1] == (2015, 240)
    assert told(ledger, asOf=before.isoformat())[1][1] == (2015, 210)


def test_advisers_and_their_comparisons_take_three_statements(ledger: Ledger) -> None:
    ledger.record(
        *(one for rbd in range(1, 9) for one in results(rbd, y2014=200, y2015=210)),
        *(year(f"A{rbd}", rbd, 2015, (ADVISER, OTHER)[rbd % 2]) for rbd in range(1, 5)),
    )
    answer = ledger.ask(
        f"""{{ advisers({TEST}) {{
          moments {{ comparison {{ schools lost {{ reason schools }} }} persistenceCompared }}
          market {{ moments {{ comparison {{ schools }} }} }}
        }} }}"""
    )
    assert not answer.errors
    # The position, the advised schools, and all others once.
    assert answer.statements == 3
