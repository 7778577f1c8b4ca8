"""The promise: an order is shown once, held against its items, and tied to adviser and tender."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.intake.chilecompra import HEADER, order_row

from sep_domain.events.purchasing.ate import AteProviderCertified, AteTenderAnnounced
from sep_intake.engine.importer import import_file
from sep_intake.reports.report import ImportReport

RECORD = {"ocid": "ocds-70d2nz-3955-54-LE24", "compiledRelease": {}}
PACKAGE = {"version": "1.1", "publishedDate": "2024-10-14T10:08:27Z", "records": [RECORD]}


@pytest.fixture
def orders(ledger: Ledger, tmp_path: Path) -> Ledger:
    """One order of two items that add up, and one that does not."""
    short = {"Codigo": "3955-121-SE24", "CodigoLicitacion": "", "RutSucursal": "11.111.111-1"}
    imported(
        ledger,
        tmp_path / "2024-3.csv",
        order_row(totalLineaNeto="400000,5"),
        order_row(IDItem="2", totalLineaNeto="599999,5"),
        order_row(**short, totalLineaNeto="999999"),
    )
    return ledger


def imported(ledger: Ledger, path: Path, *rows: str) -> ImportReport:
    path.write_text("\r\n".join([HEADER, *rows]) + "\r\n", encoding="latin-1")
    report = import_file(ledger.conninfo, path)
    ledger.record()
    return report


def nodes(ledger: Ledger, filters: str = "") -> list[dict[str, Any]]:
    asked = f"""{{ purchaseOrders(filter: {{ {filters} }}) {{ nodes {{
        code total totalClp itemCount itemsNet itemsLessNet supplierIsAte ocid
        items {{ item net }} provider {{ name }} }} }} }}"""
    found: list[dict[str, Any]] = ledger.data(asked)["purchaseOrders"]["nodes"]
    return found


def test_items_are_added_up_and_held_against_the_order(orders: Ledger) -> None:
    whole, short = nodes(orders)
    assert (whole["itemCount"], whole["itemsNet"], whole["itemsLessNet"]) == (2, "1000000.0", "0.0")
    assert [item["net"] for item in whole["items"]] == ["400000.5", "599999.5"]
    assert short["itemsLessNet"] == "-1"
    assert [one["code"] for one in nodes(orders, "differs: true")] == ["3955-121-SE24"]


def test_the_same_file_again_is_nothing_new(orders: Ledger, tmp_path: Path) -> None:
    again = imported(
        orders,
        tmp_path / "otra.csv",
        order_row(totalLineaNeto="400000,5"),
        order_row(IDItem="2", totalLineaNeto="599999,5"),
    )
    assert (again.new, again.restated, again.equal) == (0, 0, 3)


def test_items_that_a_later_edition_drops_count_no_longer(orders: Ledger, tmp_path: Path) -> None:
    later = order_row(fechaUltimaModificacion="2024-04-01", totalLineaNeto="1000000")
    imported(orders, tmp_path / "2024-4.csv", later)
    (order,) = nodes(orders, 'code: "3955-120-SE24"')
    assert (order["itemCount"], order["itemsLessNet"]) == (1, "0")


def test_an_order_leads_to_the_adviser_and_the_tender(orders: Ledger, tmp_path: Path) -> None:
    orders.record(
        AteProviderCertified.model_validate(
            {
                "occurred_on": "2020-01-01",
                "ate": "76086428-5",
                "name": "Fundación Lee",
                "provider_kind": "juridica_sin_fines_de_lucro",
            }
        )
    )
    record = tmp_path / "registro.json"
    record.write_text(json.dumps(PACKAGE))
    import_file(orders.conninfo, record)
    orders.record()

    (order,) = nodes(orders, "ate: true")
    assert order["provider"] == {"name": "Fundación Lee"}
    assert order["ocid"] == RECORD["ocid"]
    assert [one["code"] for one in nodes(orders, "ate: false")] == ["3955-121-SE24"]
    assert len(nodes(orders, 'buyer: "62000660-2", fromDate: "2024-03-06"')) == 2
    assert nodes(orders, 'supplier: "76086428-5", toDate: "2024-03-05"') == []


def test_an_order_leads_to_the_tender_for_advice_of_the_same_code(orders: Ledger) -> None:
    orders.record(
        AteTenderAnnounced.model_validate(
            {
                "occurred_on": "2024-01-05",
                "tender": "3955-54-LE24",
                "sostenedor": "62000660-2",
                "rbd": 1,
                "subject": "Lectura",
            }
        )
    )
    found = orders.data("{ purchaseOrders { nodes { code tenderNumber tender { subject } } } }")
    assert found["purchaseOrders"]["nodes"] == [
        {
            "code": "3955-120-SE24",
            "tenderNumber": "3955-54-LE24",
            "tender": {"subject": "Lectura"},
        },
        {"code": "3955-121-SE24", "tenderNumber": None, "tender": None},
    ]
