"""The promise: no question can ask for too much, and no error tells what it should not."""

import logging
from typing import Any

import pytest
from strawberry.extensions import ValidationCache
from tests.graphql.conftest import Ledger
from tests.projections.given import payment, school

from sep_graphql.answering.errors import MOST_ERRORS
from sep_graphql.answering.limits import Limits

LOOP = "payments { school { payments { school { payments { month } } } } }"


def test_a_question_nested_too_deep_is_refused(ledger: Ledger) -> None:
    ledger.limits = Limits(max_depth=4)
    answer = ledger.ask(f"{{ school(rbd: 1) {{ {LOOP} }} }}")
    assert answer.statements == 0
    assert "depth" in answer.errors[0]["message"]


def test_a_question_with_too_many_aliases_is_refused(ledger: Ledger) -> None:
    ledger.limits = Limits(max_aliases=2)
    answer = ledger.ask("{ a: coverage { rows } b: coverage { rows } c: coverage { rows } }")
    assert answer.statements == 0
    assert "3 aliases" in answer.errors[0]["message"]


def test_a_question_with_too_many_words_is_refused(ledger: Ledger) -> None:
    ledger.limits = Limits(max_tokens=20)
    answer = ledger.ask("{ coverage { " + "rows " * 20 + "} }")
    assert answer.statements == 0
    assert "token" in answer.errors[0]["message"]


def test_rows_shown_again_and_again_count_each_time(ledger: Ledger) -> None:
    """Twelve payments, each with its school's twelve payments, are 12³ rows from one read."""
    ledger.limits = Limits(max_rows=1_000)
    ledger.record(*(payment(1, f"2024-{month:02}", 1) for month in range(1, 13)))
    answer = ledger.ask(f"{{ school(rbd: 1) {{ {LOOP} }} }}")
    assert answer.codes == {"TOO_MANY_ROWS"}
    assert len(answer.errors) == MOST_ERRORS
    assert answer.errors[-1]["extensions"]["omitted"] > 0


def test_a_list_longer_than_an_answer_may_hold_is_refused(ledger: Ledger) -> None:
    ledger.limits = Limits(max_rows=10)
    ledger.record(*(school(rbd, 2025) for rbd in range(1, 12)))
    assert ledger.ask("{ schools(first: 11) { nodes { rbd } } }").codes == {"TOO_MANY_ROWS"}
    assert not ledger.ask("{ schools(first: 10) { nodes { rbd } } }").errors


def test_a_document_is_validated_once(ledger: Ledger) -> None:
    ledger.limits = Limits(cached_documents=77)
    cache: Any = ValidationCache(77).cached_validate_document
    before = cache.cache_info()
    ledger.ask_all(["{ coverage { rows } }"] * 3)
    after = cache.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 2)


def test_an_inner_failure_shows_a_reference_and_nothing_else(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.execute("drop table payments.payment")
    with caplog.at_level(logging.ERROR):
        answer = ledger.ask("{ payments { nodes { month } } }")
    (error,) = answer.errors
    reference = error["extensions"]["reference"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert reference in error["message"]
    assert "payment" not in error["message"]
    (record,) = (one for one in caplog.records if getattr(one, "reference", None) == reference)
    assert "UndefinedTable" in str(record.exc_info)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ('{ sostenedor(rut: "62000660-3") { rut } }', "check digit"),
        ("{ school(rbd: 0) { rbd } }", "RBD out of range"),
        ('{ payments(filter: { fromMonth: "2024-13" }) { totalCount } }', "not a month"),
        ("{ schools(filter: { year: 3000 }) { totalCount } }", "school year out of range"),
        ("{ schools(filter: { region: 13 }) { totalCount } }", "Region"),
        ("{ expenditures(filter: { leastDeclared: 1.5 }) { totalCount } }", "whole number"),
        ("{ schools { nodes { ...Unknown } } }", "Unknown fragment 'Unknown'"),
    ],
)
def test_a_wrong_argument_is_explained(ledger: Ledger, document: str, expected: str) -> None:
    answer = ledger.ask(document)
    assert answer.statements == 0
    assert expected in answer.errors[0]["message"]


@pytest.mark.parametrize(
    "document",
    [
        "{ fundStatement(year: 2024) { closing } }",
        '{ fundStatement(year: 2024, rbd: 1, sostenedor: "62000660-2") { closing } }',
        "{ testResultMeans(by: [YEAR]) { mean } }",
        "{ paymentTotals(by: []) { sepTotal } }",
        "{ paymentTotals(by: [REGION, COMUNA, YEAR, MONTH]) { sepTotal } }",
        '{ schools(filter: { nameContains: "\\u0000" }) { totalCount } }',
    ],
)
def test_arguments_that_no_answer_exists_for_are_told(ledger: Ledger, document: str) -> None:
    assert ledger.ask(document).codes == {"BAD_ARGUMENT"}
