"""However a file is damaged, it is refused in Spanish or its rows are rejected; nothing else comes
out of reading it, and what is read is text that PostgreSQL can keep."""

import random
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import orjson
import pytest
from openpyxl import Workbook
from tests.intake.files_of import delimited, gzipped, knowing, workbook, zipped

from sep_intake.columns.layout import FileRefusedError
from sep_intake.engine.reading.file_opening import open_table, sources_of

EACH = 150
SEED = 20248
HEADER = ["rbd", "monto", "nombre"]
ROWS = [[n, n * 1_000, f'Ñuñoa "{n}", ¡sí!'] for n in range(1, 40)]


def as_text(folder: Path) -> Path:
    path = folder / "a.csv"
    path.write_bytes(delimited([HEADER, *ROWS], ",").encode("cp1252"))
    return path


def as_workbook(folder: Path) -> Path:
    return workbook(folder / "a.xlsx", {"Portada": [["x"]], "Datos": [HEADER, *ROWS, ["=1/0"]]})


def as_loose_workbook(folder: Path) -> Path:
    """Not packed, so that what is altered is the XML."""
    book = as_workbook(folder)
    loose = folder / "suelto.xlsx"
    with ZipFile(book) as old, ZipFile(loose, "w", ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    book.unlink()
    return loose


def as_archive(folder: Path) -> Path:
    inner = BytesIO()
    Workbook().save(inner)
    content = as_text(folder).read_bytes()
    (folder / "a.csv").unlink()
    return zipped(
        folder / "a.zip", {"a.csv": content, "b.csv": content, "c.xlsx": inner.getvalue()}
    )


def as_gzip(folder: Path) -> Path:
    return gzipped(folder / "a.csv.gz", as_text(folder).read_bytes())


def as_package(folder: Path) -> Path:
    releases = [{"ocid": f"ocds-abc123-{n}", "tender": {"title": "\0" * n}} for n in range(9)]
    path = folder / "a.json"
    path.write_bytes(orjson.dumps({"uri": "x", "releases": releases}))
    return path


def damaged(content: bytes, chance: random.Random) -> bytes:
    """With some bytes altered, left out, doubled or put in, or cut off."""
    altered = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(altered) or 1)
        length = chance.choice((1, 1, 2, 8, 64))
        piece = chance.choice(
            (bytes(length), chance.randbytes(length), b'"', b"\n", b"\\ud800", b"[" * 99, b"")
        )
        altered[place : place + chance.choice((0, length))] = piece
        if chance.random() < 0.05:
            del altered[place:]
    return bytes(altered)


def read_all(path: Path) -> Iterator[str]:
    for source in sources_of(path, knowing("rbd", "monto")):
        try:
            table = open_table(source)
            table.scan(lambda _: None)
            for block in table.blocks(quoted=False, breaks_lines=False):
                for number, row in zip(block.numbers, block.rows, strict=True):
                    table.place_of(number)
                    fault = table.faults.pop(number, None)
                    yield from [fault.field, fault.value] if fault else row
        except FileRefusedError as refusal:
            yield str(refusal)


@pytest.mark.parametrize(
    "write", [as_text, as_workbook, as_loose_workbook, as_archive, as_gzip, as_package]
)
def test_a_damaged_file_is_refused_or_its_rows_are_rejected(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    path = write(tmp_path)
    content = path.read_bytes()
    chance = random.Random(SEED)  # noqa: S311 - chance that comes again
    for _ in range(EACH):
        path.write_bytes(damaged(content, chance))
        try:
            texts = list(read_all(path))
        except FileRefusedError as refusal:
            texts = [str(refusal)]
        assert "\0" not in "".join(texts)
        "".join(texts).encode()  # which half of a pair of UTF-16 has not
