"""What others make of the same files: our samples are what the formats say, and our readers agree.

OFX is read by `ofxtools`, strict as to the specification; MT940 by `mt-940`; camt.053 and CSV are
added up by DuckDB.
"""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import mt940 as other_mt940
from hypothesis import given
from ofxtools.Parser import OFXTree
from tests.intake.statements.conftest import declare
from tests.intake.statements.histories import histories, openings
from tests.intake.statements.reading import Line as Read
from tests.intake.statements.reading import read_in
from tests.intake.statements.written import Line, Part, camt, cartola, mt940, ofx

Said = list[tuple[str, int, str]]
"""Day, amount and text of each line."""


def ours(name: str, content: str) -> tuple[Said, int | None]:
    """With the last balance."""
    with TemporaryDirectory() as path:
        declare(Path(path), "bancoestado")
        (Path(path) / name).write_text(content, encoding="utf-8")
        reading = read_in(Path(path), name)
    return [_said(line) for line in reading.lines], reading.balances[-1]


def _said(line: Read) -> tuple[str, int, str]:
    day, _, amount, text = line
    return day, amount, text


@given(lines=histories, opening=openings)
def test_ofxtools_reads_the_same(lines: list[Line], opening: int) -> None:
    content = ofx(Part(lines, opening))
    tree = OFXTree()
    tree.parse(BytesIO(content.encode("cp1252")))
    [statement] = tree.convert().statements
    theirs = [
        (str(each.dtposted.date()), int(each.trnamt), each.name) for each in statement.transactions
    ]
    assert ours("a.ofx", content) == (theirs, int(statement.ledgerbal.balamt))


@given(lines=histories, opening=openings)
def test_mt_940_reads_the_same(lines: list[Line], opening: int) -> None:
    content = mt940(Part(lines, opening))
    found = other_mt940.parse(content)
    theirs = [
        (
            str(each.data["entry_date"]),
            int(each.data["amount"].amount),
            each.data["transaction_details"],
        )
        for each in found
    ]
    balance = found.data["final_closing_balance"].amount.amount
    assert ours("a.sta", content) == (theirs, int(balance))


CAMT_TOTALS = r"""
with entry as (
    select unnest(regexp_extract_all($content, '<Ntry>.*?</Ntry>')) as said
),
amount as (
    select
        regexp_extract(said, '<Amt [^>]*>([0-9]+)</Amt>', 1)::bigint as pesos,
        regexp_extract(said, '<CdtDbtInd>([A-Z]+)', 1) as mark,
    from entry
)
select
    coalesce(sum(pesos) filter (mark = 'CRDT'), 0), coalesce(sum(pesos) filter (mark = 'DBIT'), 0)
from amount
"""
CSV_TOTALS = """
select
    coalesce(sum(replace("Depósitos / Abonos", '.', '')::bigint), 0),
    coalesce(sum(replace("Cheques / Cargos", '.', '')::bigint), 0)
from read_csv($path, delim = ';', header = true, all_varchar = true)
"""


@given(lines=histories, opening=openings)
def test_duckdb_adds_up_camt_and_csv_to_the_same(lines: list[Line], opening: int) -> None:
    part = Part(lines, opening)
    with duckdb.connect() as database, TemporaryDirectory() as path:
        for name, content in (("a.xml", camt(part)), ("cartola.csv", cartola(part))):
            file = Path(path) / name
            file.write_text(content, encoding="utf-8")
            given = {"content": content} if name == "a.xml" else {"path": str(file)}
            totals = database.execute(
                CAMT_TOTALS if name == "a.xml" else CSV_TOTALS, given
            ).fetchone()
            said, _ = ours(name, content)
            amounts = [amount for _, amount, _ in said]
            into = sum(amount for amount in amounts if amount > 0)
            assert totals == (into, into - sum(amounts))
