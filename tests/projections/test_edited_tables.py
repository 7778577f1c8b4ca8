"""An entitlement names the tables of the law that it was computed from, and an edited one is seen.

Where a table has been edited everything is computed again; what comes out otherwise is restated,
and the rest goes on naming the edition that it was computed from.
"""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from importlib import resources
from typing import Any

import orjson
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.dates.calendar import Period
from sep_domain.events.funds.entitlements import EntitlementComputed
from sep_domain.law import statute, statute_tables
from sep_domain.law.statute_tables import OF_ENTITLEMENTS, of_entitlements
from sep_projections.derivations.edited_tables import edited_tables
from sep_projections.derivations.entitlements import says_the_same
from sep_projections.update import update
from sep_service.cli.status import _edited
from tests.projections.conftest import Append
from tests.projections.entitlements_given import whole_school

Db = Connection[TupleRow]

EDITED = "e" * 64
ALL = 11
"""Months of the school: from 2023-04 to 2024-02."""


@pytest.fixture
def _edited_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody corrects the USE from 2023-12 on."""
    table_hash = statute_tables.table_hash
    values = statute.use_values()
    corrected = (*values, replace(values[-1], from_month=Period("2023-12"), clp_per_use=Decimal(1)))
    monkeypatch.setattr(statute, "use_values", lambda: corrected)
    monkeypatch.setattr(
        statute_tables,
        "table_hash",
        lambda table: EDITED if table == "use_clp.csv" else table_hash(table),
    )


def computed(connection: Db) -> list[dict[str, Any]]:
    rows = connection.execute(
        "select state from ledger.events where topic = %s order by position",
        [EntitlementComputed.topic()],
    )
    return [orjson.loads(state) for (state,) in rows]


def test_an_entitlement_names_the_tables_it_was_computed_from(
    connection: Db, append: Append
) -> None:
    append(*whole_school(first=2023))
    update(connection)
    folder = resources.files("sep_domain") / "law/data"
    editions = {
        table: sha256((folder / table).read_bytes()).hexdigest() for table in OF_ENTITLEMENTS
    }
    assert [fact["tables"] for fact in computed(connection)] == [editions] * ALL
    assert edited_tables(connection) == []


def test_an_edited_table_is_named_before_and_after_all_is_computed_again(
    connection: Db, append: Append, request: pytest.FixtureRequest
) -> None:
    append(*whole_school(first=2023))
    head = update(connection)
    first = of_entitlements()["use_clp.csv"]
    request.getfixturevalue("_edited_use")
    [before] = edited_tables(connection)
    assert (before.table, before.sha256, before.computed_from) == ("use_clp.csv", EDITED, first)
    assert (before.entitlements, before.computed_again) == (ALL, False)
    assert _edited(before).startswith("use_clp.csv editada: 11 montos vigentes se calcularon con")
    assert update(connection) > head
    restated = computed(connection)[ALL:]
    assert [fact["month"] for fact in restated] == ["2023-12", "2024-01", "2024-02"]
    assert {fact["tables"]["use_clp.csv"] for fact in restated} == {EDITED}
    [after] = edited_tables(connection)
    assert (after.entitlements, after.computed_again) == (ALL - len(restated), True)
    assert _edited(after).endswith("calculados de nuevo con la tabla actual, dan lo mismo")


def test_computed_again_from_the_same_tables_says_nothing_new(
    connection: Db, append: Append, request: pytest.FixtureRequest
) -> None:
    append(*whole_school(first=2023))
    update(connection)
    request.getfixturevalue("_edited_use")
    head = update(connection)
    assert update(connection) == head


def test_what_does_not_name_its_tables_is_stated_again() -> None:
    fact = EntitlementComputed.model_validate(
        {
            "occurred_on": "2023-03-31",
            "rbd": 1,
            "month": "2023-03",
            "rule": "entitlement/1",
            "due": 1,
            "total": 1,
            "amounts": {},
            "confidence": "V",
            "tables": of_entitlements(),
        }
    )
    stands = fact.model_dump(mode="json", exclude_none=True)
    assert says_the_same(orjson.dumps(stands), fact)
    assert says_the_same(orjson.dumps({**stands, "tables": {"use_clp.csv": EDITED}}), fact)
    assert not says_the_same(orjson.dumps({**stands, "tables": {}}), fact)
    assert not says_the_same(orjson.dumps({**stands, "due": 2}), fact)
    assert not says_the_same(None, fact)
