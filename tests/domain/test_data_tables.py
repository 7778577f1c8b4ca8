"""A table of data is read whole or refused: no field is cut, none is missing."""

from importlib import resources
from pathlib import Path

import pytest

from sep_domain.accounting.accounts import posting_rules, system_accounts
from sep_domain.law.data_tables import PACKAGE, TableError, read_rows

ROOT = Path(str(resources.files(PACKAGE)))
TABLES = sorted(ROOT.rglob("*.csv"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_of_the_domain_is_whole(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as lines:
        assert list(read_rows(table.name, lines))


def test_a_field_with_a_semicolon_stands_in_quotes() -> None:
    lines = ["a;b\n", 'x;"y; z"\n']

    assert list(read_rows("t", lines)) == [{"a": "x", "b": "y; z"}]


@pytest.mark.parametrize(
    ("row", "told"), [("x;y; z\n", "3 fields, its head has 2"), ("x\n", "1 fields"), ("\n", "0")]
)
def test_a_row_with_too_many_or_too_few_fields_is_refused(row: str, told: str) -> None:
    with pytest.raises(TableError, match=f"t, line 2: {told}"):
        list(read_rows("t", ["a;b\n", row]))


@pytest.mark.parametrize("lines", [[], ["a;a\n"], ["a;b\n", '"x;y\n']])
def test_a_head_must_name_each_column_once_and_quotes_must_close(lines: list[str]) -> None:
    with pytest.raises(TableError, match=r"^t"):
        list(read_rows("t", lines))


def test_nothing_else_in_the_domain_reads_tables_by_itself() -> None:
    """`quoting` reads what others write, and no table of ours."""
    readers = [path for path in ROOT.rglob("*.py") if "import csv" in path.read_text("utf-8")]

    assert sorted(path.name for path in readers) == ["data_tables.py", "quoting.py"]


def test_what_stands_after_a_semicolon_is_read() -> None:
    meanings = {account.key: account.meaning for account in system_accounts()}
    (donation,) = [rule.why for rule in posting_rules() if rule.part == "donacion"]

    assert meanings["fondos_por_rendir"].endswith("documentos sin pago en el banco")
    assert donation.endswith("no code of its own in the plan.")
