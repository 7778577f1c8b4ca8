"""The promise: every view answers as known at any instant, and says which position it reflects."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.graphql.conftest import Ledger
from tests.projections.given import payment

from sep_projections.catalogue import PROJECTIONS

PAYMENTS = """query ($asOf: DateTime) {
  payments(asOf: $asOf) { totalCount nodes { sepTotal position history { version content } } }
}"""


@pytest.fixture
def restated(ledger: Ledger) -> tuple[Ledger, datetime]:
    """A payment of 100, restated to 150 after the instant that is given beside it."""
    before = ledger.record(payment(1, "2024-03", 100), payment(2, "2024-03", 7))
    ledger.record(payment(1, "2024-03", 150))
    return ledger, before


def totals(answer: dict[str, Any]) -> list[int]:
    return [node["sepTotal"] for node in answer["payments"]["nodes"]]


def test_without_an_instant_everything_recorded_is_known(
    restated: tuple[Ledger, datetime],
) -> None:
    ledger, _ = restated
    answer = ledger.ask(PAYMENTS)
    assert answer.data is not None
    assert totals(answer.data) == [150, 7]
    assert answer.extensions["ledger"]["position"] == 3


def test_an_earlier_instant_knows_only_what_had_been_recorded(
    restated: tuple[Ledger, datetime],
) -> None:
    ledger, before = restated
    answer = ledger.ask(PAYMENTS, asOf=before.isoformat())
    assert answer.data is not None
    assert totals(answer.data) == [100, 7]
    assert answer.data["payments"]["nodes"][0]["history"][-1]["version"] == 1
    told = answer.extensions["ledger"]
    assert (told["position"], told["asOf"]) == (2, before.isoformat())
    assert UUID(told["generation"])


def test_of_an_instant_beyond_what_is_folded_no_more_is_said_than_is_folded(
    restated: tuple[Ledger, datetime],
) -> None:
    ledger, _ = restated
    after = ledger.record(payment(1, "2024-03", 900), folded=False)

    answer = ledger.ask(PAYMENTS, asOf=after.isoformat())

    assert answer.data is not None
    assert totals(answer.data) == [150, 7]
    assert answer.extensions["ledger"]["position"] == 3


def test_before_the_first_event_nothing_is_known(restated: tuple[Ledger, datetime]) -> None:
    ledger, before = restated
    answer = ledger.ask(PAYMENTS, asOf=(before - timedelta(days=1)).isoformat())
    assert answer.data == {"payments": {"totalCount": 0, "nodes": []}}
    assert answer.extensions["ledger"]["position"] == 0


def test_the_history_of_a_figure_shows_each_version(restated: tuple[Ledger, datetime]) -> None:
    ledger, _ = restated
    first = ledger.data(PAYMENTS)["payments"]["nodes"][0]
    versions = [(one["version"], one["content"]["sep_total"]) for one in first["history"]]
    assert versions == [(1, 100), (2, 150)]


def test_one_question_may_compare_two_instants(restated: tuple[Ledger, datetime]) -> None:
    ledger, before = restated
    answer = ledger.ask(
        """query ($before: DateTime) {
          then: payments(asOf: $before) { nodes { sepTotal } }
          now: payments { nodes { sepTotal } }
        }""",
        before=before.isoformat(),
    )
    assert answer.data is not None
    assert [answer.data[key]["nodes"][0]["sepTotal"] for key in ("then", "now")] == [100, 150]
    views = answer.extensions["ledger"]["views"]
    assert [view["position"] for view in views] == [3, 2]


def test_what_hangs_below_a_view_is_known_at_the_same_instant(
    restated: tuple[Ledger, datetime],
) -> None:
    ledger, before = restated
    document = "query ($t: DateTime) { school(rbd: 1, asOf: $t) { payments { sepTotal } } }"
    assert ledger.data(document, t=before.isoformat())["school"]["payments"] == [{"sepTotal": 100}]
    assert ledger.data(document)["school"]["payments"] == [{"sepTotal": 150}]


def test_an_instant_without_its_offset_is_refused(ledger: Ledger) -> None:
    answer = ledger.ask(PAYMENTS, asOf="2024-03-31T23:59:59")
    assert answer.codes == {"BAD_INSTANT"}
    assert "offset" in answer.errors[0]["message"]


def test_an_event_beyond_the_instant_is_not_known(restated: tuple[Ledger, datetime]) -> None:
    ledger, before = restated
    document = "query ($t: DateTime) { event(position: 3, asOf: $t) { topic } }"
    assert ledger.data(document, t=before.isoformat()) == {"event": None}
    assert ledger.data(document)["event"]["topic"] == "cl.sep.payment.disbursed.v1"


def test_a_figure_leads_to_its_file_and_row(restated: tuple[Ledger, datetime]) -> None:
    ledger, _ = restated
    document = "{ payments { nodes { source { fileName dataset row sha256 } recordedAt } } }"
    sources = [node["source"] for node in ledger.data(document)["payments"]["nodes"]]
    assert [(source["fileName"], source["row"]) for source in sources] == [
        ("archivo.csv", 1),
        ("archivo.csv", 2),
    ]


def test_an_answer_that_reads_no_view_reflects_no_position(ledger: Ledger) -> None:
    answer = ledger.ask("{ __schema { queryType { name } } }")
    assert answer.extensions == {}
    assert answer.statements == 0


def test_only_views_are_named_as_projections(ledger: Ledger) -> None:
    """Derivations and a rebuild under way have checkpoints too, and are no views."""
    ledger.record(payment(1, "2024-03", 100))
    ledger.execute(
        "insert into projections.checkpoint (name, version, position)"
        " values ('payments__next', 2, 0)"
    )
    answer = ledger.ask("{ projections { name positionsBehind } payments { totalCount } }")
    assert answer.data is not None
    named = {projection["name"] for projection in answer.data["projections"]}
    assert named == {projection.name for projection in PROJECTIONS}
    assert answer.extensions["ledger"]["position"] == 1


@pytest.mark.parametrize(
    "instant",
    [1_700_000_000, 1.5, True, "1700000000", "2024-03-31", "20240331T000000Z", "31-03-2024", ""],
)
def test_an_instant_is_written_as_one(ledger: Ledger, instant: object) -> None:
    answer = ledger.ask(PAYMENTS, asOf=instant)
    assert len(answer.errors) == 1
    assert "asOf" in answer.errors[0]["message"]


@pytest.mark.parametrize("day", [20_240_331, "1700000000", "2024-3-31", "2024-02-30", "20240331"])
def test_a_day_is_written_as_one(ledger: Ledger, day: object) -> None:
    document = "query ($on: Date!) { school(rbd: 1) { categoryStandings(on: $on) { __typename } } }"
    answer = ledger.ask(document, on=day)
    assert any("YYYY-MM-DD" in error["message"] for error in answer.errors)


def test_as_of_an_instant_projections_tell_of_what_had_been_recorded_by_then(
    ledger: Ledger,
) -> None:
    then = ledger.record(payment(1, "2024-03", 100))
    ledger.record(payment(2, "2024-03", 100), payment(3, "2024-03", 100))
    ledger.execute("update projections.checkpoint set position = 2 where name = 'pme'")
    ledger.execute("update projections.checkpoint set position = 0 where name = 'ate'")
    query = "query ($asOf: DateTime) { projections(asOf: $asOf) { name position positionsBehind } }"

    def told(**variables: str) -> dict[str, tuple[int, int]]:
        rows = ledger.data(query, **variables)["projections"]
        return {row["name"]: (row["position"], row["positionsBehind"]) for row in rows}

    now, before = told(), told(asOf=then.isoformat())
    assert (now["payments"], now["pme"], now["ate"]) == ((3, 0), (2, 1), (0, 3))
    assert (before["payments"], before["pme"], before["ate"]) == ((1, 0), (1, 0), (0, 1))


def test_what_could_not_be_read_is_listed_with_its_event(ledger: Ledger) -> None:
    then = ledger.record(payment(1, "2024-03", 100))
    ledger.record(payment(2, "2024-03", 1 << 70))
    query = """query ($asOf: DateTime) { parked(asOf: $asOf) { totalCount nodes {
        name position error parkedAt event { topic } } } }"""
    nodes = ledger.data(query)["parked"]["nodes"]
    assert {node["name"] for node in nodes} == {"fund_sums", "journal", "payments"}
    assert {node["position"] for node in nodes} == {2}
    assert {node["event"]["topic"] for node in nodes} == {"cl.sep.payment.disbursed.v1"}
    assert all("out of range" in node["error"] for node in nodes)
    assert ledger.data(query, asOf=then.isoformat())["parked"] == {"totalCount": 0, "nodes": []}
