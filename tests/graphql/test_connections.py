"""The promise: pages neither miss nor repeat a row, however the list grows meanwhile."""

import pytest
from tests.graphql.conftest import Ledger
from tests.projections.given import payment, school

PAGE = """query ($after: String, $first: Int, $before: String, $last: Int) {
  schools(first: $first, after: $after, last: $last, before: $before) {
    nodes { rbd } edges { cursor node { rbd } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""

OF_A_SOSTENEDOR = """query ($before: String) {
  sostenedor(rut: "%s") { schools(last: 2, before: $before) {
    nodes { rbd } pageInfo { hasNextPage hasPreviousPage startCursor }
  } }
}"""


def test_pages_hold_every_row_once_and_in_order(ledger: Ledger) -> None:
    ledger.record(*(school(rbd, 2025) for rbd in range(1, 12)))
    seen: list[int] = []
    after, more = None, True
    while more:
        page = ledger.data(PAGE, first=4, after=after)["schools"]
        seen += [node["rbd"] for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == list(range(1, 12))


def test_what_is_added_meanwhile_shifts_nothing(ledger: Ledger) -> None:
    ledger.record(*(school(rbd, 2025) for rbd in (10, 20, 30, 40)))
    first = ledger.data(PAGE, first=2)["schools"]
    ledger.record(school(5, 2025), school(25, 2025))
    second = ledger.data(PAGE, first=9, after=first["pageInfo"]["endCursor"])["schools"]
    assert [node["rbd"] for node in first["nodes"]] == [10, 20]
    assert [node["rbd"] for node in second["nodes"]] == [25, 30, 40]


def test_a_cursor_of_any_row_continues_after_it(ledger: Ledger) -> None:
    ledger.record(*(school(rbd, 2025) for rbd in (1, 2, 3)))
    edges = ledger.data(PAGE, first=3)["schools"]["edges"]
    rest = ledger.data(PAGE, first=3, after=edges[0]["cursor"])["schools"]
    assert [node["rbd"] for node in rest["nodes"]] == [2, 3]


def test_pages_from_the_end_hold_every_row_once_and_in_order(ledger: Ledger) -> None:
    ledger.record(*(school(rbd, 2025) for rbd in range(1, 12)))
    seen: list[int] = []
    before, more = None, True
    while more:
        page = ledger.data(PAGE, last=4, before=before)["schools"]
        seen = [node["rbd"] for node in page["nodes"]] + seen
        assert page["pageInfo"]["hasNextPage"] == (before is not None)
        before, more = page["pageInfo"]["startCursor"], page["pageInfo"]["hasPreviousPage"]
    assert seen == list(range(1, 12))


def test_a_page_may_lie_between_two_cursors(ledger: Ledger) -> None:
    ledger.record(*(school(rbd, 2025) for rbd in range(1, 8)))
    cursors = [edge["cursor"] for edge in ledger.data(PAGE, first=7)["schools"]["edges"]]
    between = {"after": cursors[1], "before": cursors[5]}

    first = ledger.data(PAGE, first=2, **between)["schools"]
    last = ledger.data(PAGE, last=2, **between)["schools"]
    unsized = ledger.data(PAGE, **between)["schools"]

    assert [node["rbd"] for node in first["nodes"]] == [3, 4]
    assert [node["rbd"] for node in last["nodes"]] == [4, 5]
    assert [node["rbd"] for node in unsized["nodes"]] == [3, 4, 5]


def test_the_rows_of_a_parent_are_read_from_their_end_too(ledger: Ledger) -> None:
    ledger.record(*(school(rbd, 2025) for rbd in (10, 20, 30)))
    query = OF_A_SOSTENEDOR % school(10, 2025).sostenedor
    last = ledger.data(query)["sostenedor"]["schools"]
    rest = ledger.data(query, before=last["pageInfo"]["startCursor"])["sostenedor"]["schools"]

    assert [node["rbd"] for node in last["nodes"]] == [20, 30]
    assert [node["rbd"] for node in rest["nodes"]] == [10]
    assert last["pageInfo"]["hasPreviousPage"]
    assert not rest["pageInfo"]["hasPreviousPage"]


def test_a_page_has_one_end(ledger: Ledger) -> None:
    assert ledger.ask(PAGE, first=1, last=1).codes == {"BAD_ARGUMENT"}


def test_an_empty_list_has_no_cursors(ledger: Ledger) -> None:
    info = ledger.data(PAGE)["schools"]["pageInfo"]
    assert info == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "",
        "%%%",
        "WyJ4Il0",  # ["x"], a text where a number belongs
        "WzEsMl0",  # [1, 2], one value too many
        "WzFlMTAwXQ",  # [1e100]
        "Wzk5OTk5OTk5OTk5OV0",  # beyond 32 bits
    ],
)
def test_a_cursor_that_is_none_is_refused(ledger: Ledger, cursor: str) -> None:
    assert ledger.ask(PAGE, after=cursor).codes == {"BAD_CURSOR"}
    assert ledger.ask(PAGE, last=1, before=cursor).codes == {"BAD_CURSOR"}


def test_a_cursor_of_another_list_is_refused(ledger: Ledger) -> None:
    ledger.record(payment(1, "2024-03", 1))
    cursor = ledger.data("{ payments { pageInfo { endCursor } } }")["payments"]["pageInfo"]
    assert ledger.ask(PAGE, after=cursor["endCursor"]).codes == {"BAD_CURSOR"}


@pytest.mark.parametrize("first", [0, -1, 501])
def test_a_page_is_neither_empty_nor_boundless(ledger: Ledger, first: int) -> None:
    assert ledger.ask(PAGE, first=first).codes == {"BAD_PAGE_SIZE"}


def test_a_total_is_counted_only_when_asked_for(ledger: Ledger) -> None:
    ledger.record(*(school(rbd, 2025) for rbd in (1, 2, 3)))
    plain = ledger.ask("{ schools(first: 1) { nodes { rbd } } }")
    total = ledger.ask("{ schools(first: 1) { totalCount nodes { rbd } } }")
    assert total.data is not None
    assert total.data["schools"]["totalCount"] == 3
    assert total.statements == plain.statements + 1


def test_lists_below_rows_are_paged_for_each_of_them(ledger: Ledger) -> None:
    ledger.record(
        *(school(rbd, 2025, sostenedor=rut) for rbd, rut in enumerate(["62000660-2"] * 3, 1)),
        *(school(rbd, 2025, sostenedor="11111111-1") for rbd in (7, 8)),
    )
    pages = ledger.data(
        "{ sostenedores { nodes { rut schools(first: 2) {"
        " totalCount nodes { rbd } pageInfo { hasNextPage } } } } }"
    )["sostenedores"]["nodes"]
    assert [
        (
            page["rut"],
            page["schools"]["totalCount"],
            [node["rbd"] for node in page["schools"]["nodes"]],
            page["schools"]["pageInfo"]["hasNextPage"],
        )
        for page in pages
    ] == [("11111111-1", 2, [7, 8], False), ("62000660-2", 3, [1, 2], True)]
