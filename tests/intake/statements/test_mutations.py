"""The promise: whatever a file holds, it is refused or its rows are rejected; nothing else happens.

Our own samples are broken at random, by a seed, as files break: bytes lost, doubled, changed, cut
off, and pieces of one format in another.
"""

from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.intake.statements.conftest import declare
from tests.intake.statements.reading import read_in
from tests.intake.statements.written import (
    Line,
    Part,
    camt,
    camt_entry,
    cartola,
    mt940,
    ofx,
    paged,
    workbook,
)

from sep_intake.columns.layout import FileRefusedError

ROUNDS = 250
LINES = [
    Line(date(2024, 5, 15), -10_000, "PAGO A & B"),
    Line(date(2024, 5, 15), 20_000, "ABONO Ñ"),
    Line(date(2024, 5, 16), -30_000, "CHEQUE 771"),
]
PAGES = paged(LINES, 1_000_000, [2])
SAMPLES: dict[str, bytes] = {
    "a.xml": camt(*PAGES).encode(),
    "a.sta": mt940(*PAGES).encode(),
    "a.ofx": ofx(*PAGES).encode("cp1252"),
    "cartola_2024.csv": cartola(Part(LINES, 1_000_000)).encode("cp1252"),
    "cartola_2024.xlsx": workbook(Part(LINES, 1_000_000)),
    "cuentas.toml": b"",
    "propio.toml": b"",
}
PIECES = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b";", b"<", b">", b"&", b"&#0;",
    b"&#999999;", b"</STMTTRN>", b"<STMTTRN>", b"<![CDATA[", b":20:", b":61:", b":86:?00?20",
    b"-\n", b"NaN", b"1E9999", b"9" * 40, b"-", b"+", b",", b".", b"2024-02-30", b"000000",
    b"\xd9\xa3", b"<Stmt>", b"</Ntry>", b"<Amt/>", b"''", b"[", b"=", b"{", b"[[[[",
    camt_entry("1", "DBIT").encode(),
]  # fmt: skip


def broken(content: bytes, chance: Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content) + 1)
        to = min(len(content), at + chance.choice((1, 1, 2, 8, 64)))
        piece = chance.choice(
            (b"", chance.choice(PIECES), content[at:to] * 2, bytes([chance.randrange(256)]))
        )
        content = content[:at] + piece + content[to:]
    return content[: chance.randrange(len(content) + 1)] if chance.random() < 0.1 else content


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_broken_file_is_refused_or_its_rows_are(tmp_path: Path, name: str) -> None:
    declare(tmp_path, "propio.toml")
    mapping = Path("intake/sep_intake/banks/formats/mappings/bancoestado.toml")
    (tmp_path / "propio.toml").write_bytes(mapping.read_bytes())
    original = SAMPLES[name] or (tmp_path / name).read_bytes()
    target = name if SAMPLES[name] else "cartola_2024.csv"
    (tmp_path / target).write_bytes(SAMPLES[target])
    chance = Random(name)  # noqa: S311 - a seed, so that a failure comes again
    readings, refusals = [], []
    for _ in range(ROUNDS):
        (tmp_path / name).write_bytes(broken(original, chance))
        try:
            readings.append(read_in(tmp_path, target))
        except FileRefusedError as refusal:
            refusals.append(str(refusal))
    assert readings  # some were broken only here and there
    rejected = [error for reading in readings for error in reading.rejected]
    assert all(error.reason and error.expected for error in rejected)
    assert [said for said in refusals if not said.isprintable()] == []
