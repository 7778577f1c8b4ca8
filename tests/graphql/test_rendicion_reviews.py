"""One allocation is reviewed, the rest stands: accepted + rejected + pending = declared."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from itertools import count
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row
from tests.domain.rendiciones import INVOICE, KEY, OTHER, command, document
from tests.graphql.conftest import Ledger
from tests.graphql.given import convenio, line
from tests.projections.given import payment

from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.funds.rendicion import (
    Allocation,
    RendicionClosed,
    RendicionPresented,
    RendicionReviewed,
)
from sep_domain.rendicion.books import KnownBooks
from sep_domain.rendicion.decider import RendicionDecider
from sep_domain.rendicion.state import RendicionKey
from sep_domain.values.identifiers import Rbd
from sep_ledger import application
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_projections.reading.known import known_at
from sep_projections.reading.pool import read_pool
from sep_projections.rendicion.books import known_books

LAST = date(2025, 12, 1)
THIRD = Allocation(account="410601", document_type="FACE", document_number="77")
"""Where the invoice's money may be moved to."""
_keys = count(1)
_schools = count(1)


def books(ledger: Ledger, key: RendicionKey = KEY) -> KnownBooks:
    async def read() -> KnownBooks:
        async with read_pool(ledger.conninfo, size=1) as pool, pool.connection() as connection:
            return await known_books(connection, await known_at(connection), key)

    return asyncio.run(read())


def decide(ledger: Ledger, name: str, key: RendicionKey = KEY, **changes: Any) -> None:
    """Takes a command as the service does: against the books, then folded."""
    asked = Asked(command(name, **changes), "superintendencia", f"k{next(_keys)}")
    decider = RendicionDecider(books(ledger, key))
    with application.Ledger(ledger.conninfo) as log:
        Commanding(log).handle(decider, key, asked)
    ledger.record()


def presented(ledger: Ledger, *facts: Any) -> None:
    said = {"sostenedor": KEY.sostenedor, "rbd": 1, "year": 2024, "subvencion": "SEP"}
    fact = RendicionPresented.model_validate({**said, "occurred_on": date(2025, 3, 11)})
    ledger.record(fact, *facts)


def whole(accepted: int, rejected: int, rbd: int = 1) -> RendicionReviewed:
    """What a file states over the whole year."""
    return RendicionReviewed.model_validate(
        {
            "sostenedor": KEY.sostenedor,
            "rbd": rbd,
            "year": 2024,
            "subvencion": "SEP",
            "occurred_on": date(2025, 4, 30),
            "accepted": accepted,
            "rejected": rejected,
        }
    )


FIELDS = "declared declaredBy accepted rejected pending restated beyondDeclared byCorrections"


def review(ledger: Ledger, fields: str = "declared accepted rejected pending") -> dict[str, Any]:
    data = ledger.data(
        f'{{ rendicion(sostenedor: "{KEY.sostenedor}", rbd: 1, year: 2024) {{'
        f" review {{ {fields} }} pending }} }}"
    )
    found: dict[str, Any] = data["rendicion"]["review"]
    assert data["rendicion"]["pending"] == found["pending"]
    return found


def amounts(declared: int | None, accepted: int, rejected: int, pending: int | None) -> Any:
    return {
        "declared": declared,
        "accepted": accepted,
        "rejected": rejected,
        "pending": pending,
    }


def test_before_anything_is_reviewed_all_of_it_is_pending(ledger: Ledger) -> None:
    presented(ledger, document(100), document(900, OTHER))
    assert review(ledger) == amounts(1_000, 0, 0, 1_000)


def test_the_review_of_one_invoice_leaves_the_year_accepted(ledger: Ledger) -> None:
    presented(ledger, document(100), document(900, OTHER), whole(1_000, 0))
    assert review(ledger) == amounts(1_000, 1_000, 0, 0)
    decide(ledger, "observe-allocation")
    assert review(ledger) == amounts(1_000, 900, 0, 100)
    decide(ledger, "resolve-allocation", accepted=70, rejected=30)
    assert review(ledger) == amounts(1_000, 970, 30, 0)


def test_the_journal_says_the_same(ledger: Ledger) -> None:
    presented(ledger, document(100), document(900, OTHER), whole(1_000, 0))
    decide(ledger, "observe-allocation")
    decide(ledger, "resolve-allocation", accepted=70, rejected=30)
    data = ledger.data(
        '{ amounts(by: [YEAR], filter: { year: 2024, fund: "SEP" }) { accepted rejected } }'
    )
    assert data["amounts"] == [{"accepted": 970, "rejected": 30}]


def test_a_statement_over_all_leaves_the_rest_pending(ledger: Ledger) -> None:
    presented(ledger, document(100), document(900, OTHER))
    decide(ledger, "resolve-allocation", accepted=60, rejected=40)
    assert review(ledger) == amounts(1_000, 60, 40, 900)
    with pytest.raises(RefusedError, match=r"Se declaran \$1\.000"):
        decide(ledger, "review", accepted=961, rejected=40)
    decide(ledger, "review", accepted=800, rejected=40)
    assert review(ledger) == amounts(1_000, 800, 40, 160)


def test_an_allocation_restated_since_it_was_resolved_is_pending_again(ledger: Ledger) -> None:
    presented(ledger, document(100), document(900, OTHER), whole(900, 0))
    decide(ledger, "resolve-allocation", accepted=100, rejected=0)
    assert review(ledger) == amounts(1_000, 1_000, 0, 0)
    ledger.record(document(80))
    found = review(ledger, FIELDS)
    assert found == {
        **amounts(980, 900, 0, 80),
        "declaredBy": "documentos",
        "restated": 100,
        "beyondDeclared": 0,
        "byCorrections": 0,
    }
    decide(ledger, "resolve-allocation", accepted=80, rejected=0)
    assert review(ledger) == amounts(980, 980, 0, 0)


@pytest.mark.parametrize(
    ("amount", "then"),
    [
        # (declared, accepted, rejected, pending), and what was rejected beyond the allocation.
        (99, (999, 0, 60, 939, 0)),
        (60, (960, 0, 60, 900, 0)),
        (50, (950, 0, 50, 900, 10)),
        (0, (900, 0, 0, 900, 60)),
        (200, (1_100, 0, 60, 1_040, 0)),
    ],
)
def test_what_was_rejected_stays_rejected_up_to_what_is_still_declared(
    ledger: Ledger, amount: int, then: tuple[int, ...]
) -> None:
    presented(ledger, document(100), document(900, OTHER))
    closed = {"sostenedor": KEY.sostenedor, "rbd": 1, "year": 2024, "subvencion": "SEP"}
    ledger.record(RendicionClosed.model_validate({**closed, "occurred_on": date(2025, 3, 12)}))
    decide(ledger, "resolve-allocation", accepted=40, rejected=60)
    decide(ledger, "rectify", amount=amount)
    found = review(ledger, f"{FIELDS} statedRejected")
    names = ("declared", "accepted", "rejected", "pending", "beyondDeclared")
    assert tuple(found[name] for name in names) == then
    assert found["statedRejected"] == 60
    ledger.record(document(amount))
    again = review(ledger, FIELDS)
    assert tuple(again[name] for name in names) == then


def test_a_restated_document_takes_back_no_rejection(ledger: Ledger) -> None:
    presented(ledger, document(100), document(900, OTHER))
    decide(ledger, "resolve-allocation", accepted=40, rejected=60)
    ledger.record(document(50))
    found = review(ledger, FIELDS)
    assert (found["rejected"], found["pending"], found["beyondDeclared"]) == (50, 900, 10)


def test_what_is_stated_beyond_everything_declared_is_told(ledger: Ledger) -> None:
    presented(ledger, document(100), whole(95, 15))
    found = review(ledger, f"{FIELDS} statedAccepted statedRejected")
    assert (found["accepted"], found["rejected"], found["pending"]) == (85, 15, 0)
    assert found["beyondDeclared"] == 10
    assert (found["statedAccepted"], found["statedRejected"]) == (95, 15)


def test_a_correction_counts_until_a_restated_document_has_it_in_it(ledger: Ledger) -> None:
    presented(ledger, document(100))
    decide(ledger, "observe-allocation")
    decide(ledger, "correct-allocation", amount=80)
    found = review(ledger, FIELDS)
    assert (found["declared"], found["byCorrections"], found["pending"]) == (80, -20, 80)
    ledger.record(document(80))
    found = review(ledger, FIELDS)
    assert (found["declared"], found["byCorrections"], found["pending"]) == (80, 0, 80)


def test_without_documents_the_estado_de_resultados_is_what_is_declared(ledger: Ledger) -> None:
    presented(ledger, line(1, "410605", 500), line(1, "500001", 70), whole(400, 20))
    assert review(ledger, FIELDS) | {"restated": 0} == {
        **amounts(500, 400, 20, 80),
        "declaredBy": "estado_resultado",
        "restated": 0,
        "beyondDeclared": 0,
        "byCorrections": 0,
    }


def test_where_nothing_was_declared_pending_is_unknown_and_no_zero(ledger: Ledger) -> None:
    presented(ledger, whole(400, 20))
    assert review(ledger) == amounts(None, 400, 20, None)


Act = Callable[[Ledger, RendicionKey], object]

ALLOCATIONS = st.sampled_from([INVOICE, OTHER, THIRD])
PESOS = st.integers(0, 150)


OF_THE_SOSTENEDOR = ("correct-allocation", "rectify")


def _filed(allocation: Allocation, amount: int) -> Act:
    return lambda ledger, key: ledger.record(
        document(amount, allocation).model_copy(update={"rbd": key.rbd})
    )


def _stated(accepted: int, rejected: int) -> Act:
    return lambda ledger, key: ledger.record(whole(accepted, rejected, key.rbd))


def _asked(name: str, **changes: Any) -> Act:
    def act(ledger: Ledger, key: RendicionKey) -> None:
        before = _stated_rejected(ledger, key)
        with suppress(RefusedError):
            decide(ledger, name, key, occurred_on=LAST, **changes)
        if name in OF_THE_SOSTENEDOR:
            assert _stated_rejected(ledger, key) == before

    return act


def _resolved_whole(allocation: Allocation, accepted: int) -> Act:
    """What it amounts to is not known beforehand: all sums that it may have are tried."""

    def act(ledger: Ledger, key: RendicionKey) -> None:
        try:
            decide(
                ledger,
                "resolve-allocation",
                key,
                occurred_on=LAST,
                allocation=allocation,
                accepted=accepted,
                rejected=0,
            )
        except RefusedError as refusal:
            if refusal.code != "montos_no_cuadran":
                return
            amount = int(refusal.allowed[0].rpartition(" = ")[2])
            kept = min(accepted, amount)
            _asked(
                "resolve-allocation", allocation=allocation, accepted=kept, rejected=amount - kept
            )(ledger, key)

    return act


ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(_filed, ALLOCATIONS, PESOS),
    st.builds(_stated, PESOS, PESOS),
    st.builds(
        lambda about: _asked(
            "observe-allocation", allocation=about, amount=0, reason="Sin respaldo"
        ),
        ALLOCATIONS,
    ),
    st.builds(_resolved_whole, ALLOCATIONS, PESOS),
    st.builds(
        lambda name, about, kind, amount: _asked(
            name, allocation=about, correction=kind, amount=amount, reason="Error"
        ),
        st.sampled_from(["correct-allocation", "rectify"]),
        ALLOCATIONS,
        st.sampled_from(["modificar", "agregar"]),
        PESOS,
    ),
    st.builds(
        lambda name, amount, to: _asked(
            name,
            allocation=INVOICE,
            correction="reimputar",
            amount=amount,
            reason="Error",
            **to,
        ),
        st.sampled_from(["correct-allocation", "rectify"]),
        PESOS,
        st.sampled_from([{"to_account": THIRD.account}, {"to_rbd": 9_999}]),
    ),
    st.builds(lambda a, r: _asked("review", accepted=a, rejected=r), PESOS, PESOS),
    st.builds(lambda: _asked("present")),
    st.builds(lambda: _asked("close")),
    st.builds(lambda total: _asked("declare-payroll", total=total, why_different="Ajuste"), PESOS),
)


def _at(ledger: Ledger, key: RendicionKey) -> dict[str, Any]:
    data = ledger.data(
        f'{{ rendicion(sostenedor: "{key.sostenedor}", rbd: {key.rbd}, year: 2024) {{'
        " review { declared accepted rejected pending } } }"
    )
    found: dict[str, Any] = data["rendicion"]["review"]
    return found


def _stated_rejected(ledger: Ledger, key: RendicionKey) -> int:
    data = ledger.data(
        f'{{ rendicion(sostenedor: "{key.sostenedor}", rbd: {key.rbd}, year: 2024) {{'
        " review { statedRejected } } }"
    )
    return data["rendicion"]["review"]["statedRejected"] or 0


def _trial_balance(ledger: Ledger, key: RendicionKey) -> dict[str, int]:
    with psycopg.connect(ledger.conninfo, row_factory=dict_row) as connection:
        rows = connection.execute(
            "select account, sum(amount)::bigint as amount from journal.posting"
            " where rbd = %s and known_to = 9223372036854775807 group by account",
            [int(key.rbd)],
        ).fetchall()
    return {row["account"]: row["amount"] for row in rows}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=st.lists(st.tuples(ALLOCATIONS, PESOS), max_size=3),
    acts=st.lists(ACTS, min_size=4, max_size=14),
)
def test_whatever_is_done_in_whatever_order_the_parts_add_up(
    ledger: Ledger, first: list[tuple[Allocation, int]], acts: list[Act]
) -> None:
    key = KEY.model_copy(update={"rbd": Rbd(next(_schools))})
    said = {"sostenedor": key.sostenedor, "rbd": key.rbd, "year": 2024, "subvencion": "SEP"}
    shown = RendicionPresented.model_validate({**said, "occurred_on": date(2025, 3, 11)})
    documents = dict(first)
    ledger.record(
        shown,
        *(
            document(amount, each).model_copy(update={"rbd": key.rbd})
            for each, amount in documents.items()
        ),
    )
    for act in acts:
        act(ledger, key)
        found = _at(ledger, key)
        declared, pending = found["declared"], found["pending"]
        assert min(found["accepted"], found["rejected"]) >= 0
        if declared is not None:
            assert found["accepted"] + found["rejected"] + pending == declared
            assert pending >= 0
        balance = _trial_balance(ledger, key)
        assert sum(balance.values()) == 0
        assert balance.get("110401", 0) >= 0


def corrected_balance(ledger: Ledger, as_of: datetime | None = None) -> tuple[Any, ...]:
    """What was declared of the school's convenio, its balance, and how the rendiciones see that."""
    data = ledger.data(
        """query ($asOf: DateTime) { convenioTerms(filter: { rbd: 1 }, asOf: $asOf) { nodes {
        saldo declared
        bridge(on: "2025-12-01") { views { view amount lines { kind detail amount } } } } } }""",
        asOf=None if as_of is None else as_of.isoformat(),
    )
    [term] = data["convenioTerms"]["nodes"]
    [rendered] = [one for one in term["bridge"]["views"] if one["view"] == "RENDICION"]
    lines = [(one["kind"], one["detail"], one["amount"]) for one in rendered["lines"]]
    return term["declared"], term["saldo"], rendered["amount"], lines


def test_the_balance_of_the_convenio_names_what_was_corrected(ledger: Ledger) -> None:
    """The balance is what the documents say; what a rendición corrects of them is a line."""
    ledger.record(convenio(1, 2023), payment(1, "2023-03", 5_000))
    presented(ledger, document(100), document(900, OTHER))
    decide(ledger, "observe-allocation")
    before = ledger.record()
    declared, saldo, rendered, lines = corrected_balance(ledger)
    assert (declared, rendered, lines) == (1_000, saldo, [])
    decide(ledger, "correct-allocation", amount=80)
    corrected = ledger.record()
    line = ("correcciones_de_la_rendicion", "2024", 20)
    assert corrected_balance(ledger) == (1_000, saldo, saldo + 20, [line])
    assert corrected_balance(ledger, before) == (1_000, saldo, saldo, [])
    # The document that has the correction in it takes the place of the line.
    ledger.record(document(80))
    assert corrected_balance(ledger) == (980, saldo + 20, saldo + 20, [])
    assert corrected_balance(ledger, corrected) == (1_000, saldo, saldo + 20, [line])
