"""The promise: what the journal owes the State of a convenio is what `convenioTerms` asks back of
it; what a resolution orders stands in its place."""

from collections import Counter
from typing import Any

from tests.end_to_end.figures import Ask, pages

Owed = dict[tuple[int, int], int]
"""CLP by school and convenio; what is nothing is left out."""

AFTER_ALL_TERMS = "2027-01-01"
"""When no part of a plan has time left (Ley 21.796 art 47)."""

TERMS = f"""query ($after: String) {{ convenioTerms(first: 100, after: $after) {{ nodes {{
    rbd number renewalRequestedOn planExecuted
    restitutions(on: "{AFTER_ALL_TERMS}") {{ amount }} }} }} }}"""
BOOKS = """{ trialBalance(by: [RBD, CONVENIO], filter: { account: "210201" }) {
    rbd convenioNumber balance } }"""
ORDERED = """query ($after: String) {
  resolutions(first: 100, after: $after, filter: { kind: RESTITUCION, void: false }) { nodes {
    rbd convenio amount notifiedOn } } }"""


def nodes(ask: Ask, document: str) -> list[dict[str, Any]]:
    return [
        node
        for data in pages(ask, document, {})
        for said in data.values()
        for node in said["nodes"]
    ]


def in_books(ask: Ask) -> Owed:
    rows = ask(BOOKS)["trialBalance"]
    return {(row["rbd"], row["convenioNumber"]): -row["balance"] for row in rows if row["balance"]}


def by_law(terms: list[dict[str, Any]]) -> Owed:
    asked: Counter[tuple[int, int]] = Counter()
    for term in terms:
        asked[term["rbd"], term["number"]] += sum(one["amount"] for one in term["restitutions"])
    return {of: amount for of, amount in asked.items() if amount}


def ordered(ask: Ask) -> Owed:
    return {
        (one["rbd"], one["convenio"]): one["amount"]
        for one in nodes(ask, ORDERED)
        if one["notifiedOn"]
    }


def hold_together(ask: Ask) -> Owed:
    """Compares both, and gives what follows from the law alone."""
    terms, books, orders = nodes(ask, TERMS), in_books(ask), ordered(ask)
    law = by_law(terms)
    used = {(term["rbd"], term["number"]): term["planExecuted"] or 0 for term in terms}
    for of, amount in orders.items():
        assert books.get(of, 0) == max(amount - used[of], 0)
    derived = {of: amount for of, amount in books.items() if of not in orders}
    # The law lengthens the term of these while the renewal is verified (art 7 bis inc 2).
    waiting = {(term["rbd"], term["number"]) for term in terms if term["renewalRequestedOn"]}
    not_yet = (orders.keys() | waiting) - derived.keys()
    assert derived == {of: amount for of, amount in law.items() if of not in not_yet}
    return derived


def test_books_and_terms_say_the_same_of_the_sample(ask: Ask) -> None:
    assert hold_together(ask)
