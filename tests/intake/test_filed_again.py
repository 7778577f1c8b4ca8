"""What the Superintendencia's files say comes out as it went in, and goes in again as no news."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server
from tests.domain.rendiciones import HOLDER, INVOICE, document
from tests.staged import FactAppend, StagedFact

from sep_domain.dates.calendar import SchoolYear
from sep_domain.provenance import FileSource, Provenance
from sep_domain.values.identifiers import Rbd, Rut
from sep_intake.engine.importer import import_file
from sep_intake.reports.report import ImportReport
from sep_projections.exports.superintendence import (
    DOCUMENTS,
    INCOME_STATEMENT,
    FiledSelection,
    FiledTable,
    file_at,
)
from sep_projections.update import prepare, update
from sep_sample.generate import generate

YEAR = SchoolYear(2024)
NAMES = {
    FiledTable.DOCUMENTOS: "Documentos_2024.txt",
    FiledTable.ESTADO_RESULTADO: "Estado_resultado_2024.txt",
}


@pytest.fixture(scope="module")
def template(postgres: Server) -> Iterator[str]:
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        yield str(conninfo_to_dict(conninfo)["dbname"])


@pytest.fixture
def conninfo(postgres: Server, template: str) -> Iterator[str]:
    with postgres.fresh_database(template) as conninfo:
        yield conninfo


def fold(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        update(connection)


def imported(conninfo: str, path: Path) -> ImportReport:
    report = import_file(conninfo, path)
    fold(conninfo)
    return report


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.new, report.restated, report.rejected


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pais")
    generate(folder, schools=20, years=range(2024, 2025), seed=11)
    return folder


def rows_of(path: Path, width: int) -> list[list[str]]:
    """The cells of a file of the sample: a row goes on over lines until it is as wide as it is."""
    rows: list[list[str]] = []
    begun: list[str] = []
    for line in path.read_bytes().decode("latin-1").split("\r\n")[1:-1]:
        begun.append(line)
        if (record := "\r\n".join(begun)).count("~") == width - 1:
            rows.append(record.split("~"))
            begun.clear()
    assert not begun
    return rows


def of_holders(country: Path) -> dict[str, list[list[str]]]:
    """The documents of each sostenedor, by its RUT without a dash."""
    found: dict[str, list[list[str]]] = {}
    for row in rows_of(country / NAMES[FiledTable.DOCUMENTOS], len(DOCUMENTS)):
        found.setdefault(row[DOCUMENTS.index("rut_sost")], []).append(row)
    return found


def as_file(header: tuple[str, ...], rows: list[list[str]]) -> bytes:
    return "".join("~".join(row) + "\r\n" for row in [list(header), *rows]).encode("latin-1")


def test_each_sostenedor_gets_its_own_rows_byte_for_byte(conninfo: str, country: Path) -> None:
    for name in NAMES.values():
        assert imported(conninfo, country / name).rejected == 0
    lines = rows_of(country / NAMES[FiledTable.ESTADO_RESULTADO], len(INCOME_STATEMENT))
    holders = of_holders(country)
    assert len(holders) > 1
    for digits, documents in holders.items():
        selection = FiledSelection(YEAR, Rut(f"{digits[:-1]}-{digits[-1]}"))
        content, encoding = file_at(conninfo, FiledTable.DOCUMENTOS, selection).encoded()
        assert encoding == "windows-1252"
        numbered = [[str(place), *row[1:]] for place, row in enumerate(documents, start=1)]
        assert content == as_file(DOCUMENTS, numbered)
        holder_id = documents[0][DOCUMENTS.index("sost_id")]
        own = [row for row in lines if row[INCOME_STATEMENT.index("sost_id")] == holder_id]
        content, _ = file_at(conninfo, FiledTable.ESTADO_RESULTADO, selection).encoded()
        assert content == as_file(INCOME_STATEMENT, own)


def test_what_is_exported_and_imported_again_appends_nothing(
    conninfo: str, country: Path, tmp_path: Path
) -> None:
    for name in NAMES.values():
        imported(conninfo, country / name)
    digits = next(iter(of_holders(country)))
    selection = FiledSelection(YEAR, Rut(f"{digits[:-1]}-{digits[-1]}"))
    for table, name in NAMES.items():
        found = file_at(conninfo, table, selection)
        path = tmp_path / name
        path.write_bytes(found.encoded()[0])
        report = imported(conninfo, path)
        assert counts(report) == (0, 0, 0)
        assert report.equal == found.rows > 0


def test_what_was_known_then_is_exported_as_of_then(
    conninfo: str, country: Path, tmp_path: Path
) -> None:
    path = country / NAMES[FiledTable.DOCUMENTOS]
    imported(conninfo, path)
    digits = next(iter(of_holders(country)))
    selection = FiledSelection(YEAR, Rut(f"{digits[:-1]}-{digits[-1]}"))
    before = file_at(conninfo, FiledTable.DOCUMENTOS, selection)
    rows = [[*row] for row in of_holders(country)[digits]]
    rows[0][DOCUMENTS.index("monto_declarado")] = "1"
    corrected = tmp_path / path.name
    corrected.write_bytes(as_file(DOCUMENTS, rows))
    assert counts(imported(conninfo, corrected))[1] == 1
    after = file_at(conninfo, FiledTable.DOCUMENTOS, selection)
    assert after.text != before.text
    then = file_at(conninfo, FiledTable.DOCUMENTOS, selection, before.known)
    assert then == before


def test_one_school_of_a_sostenedor(conninfo: str, country: Path) -> None:
    imported(conninfo, country / NAMES[FiledTable.DOCUMENTOS])
    digits, documents = next(iter(of_holders(country).items()))
    rbd = documents[0][DOCUMENTS.index("rbd")]
    selection = FiledSelection(YEAR, Rut(f"{digits[:-1]}-{digits[-1]}"), Rbd(int(rbd)))
    own = [row for row in documents if row[DOCUMENTS.index("rbd")] == rbd]
    assert file_at(conninfo, FiledTable.DOCUMENTOS, selection).rows == len(own)


HEADER = "~".join(DOCUMENTS)


@pytest.mark.parametrize("central", ["", "0", "AC"])
def test_the_central_administration_is_written_as_it_was(
    conninfo: str, tmp_path: Path, central: str
) -> None:
    row = (
        f"1~2024~77~620006602~CORP~{central}~~13~CM~SEP~Libro~FACE~410605~Didácticos~Recursos"
        "~410600~77~FACE 77~Con\r\nsalto~2024-05-02~100~100~2024-05-03~"
    )
    path = tmp_path / "Documentos_2024.txt"
    path.write_bytes(f"{HEADER}\r\n{row}\r\n".encode("cp1252"))
    assert counts(imported(conninfo, path)) == (1, 0, 0)
    found = file_at(conninfo, FiledTable.DOCUMENTOS, FiledSelection(YEAR, HOLDER))
    assert found.encoded()[0] == path.read_bytes()


def test_a_text_that_cp1252_cannot_hold_makes_the_file_utf8(conninfo: str, tmp_path: Path) -> None:
    row = (
        "1~2024~77~620006602~CORP~1~ESCUELA~13~CM~SEP~Libro~FACE~410605~Didácticos~Recursos"
        "~410600~77~FACE 77~ŵ ≠ w~2024-05-02~100~100~2024-05-03~"
    )
    path = tmp_path / "Documentos_2024.txt"
    path.write_bytes(f"{HEADER}\r\n{row}\r\n".encode())
    imported(conninfo, path)
    content, encoding = file_at(
        conninfo, FiledTable.DOCUMENTOS, FiledSelection(YEAR, HOLDER)
    ).encoded()
    assert (content, encoding) == (path.read_bytes(), "utf-8")


_schools = count(1)
NASTY = st.text(alphabet="a\" ~\n\r,;'é", max_size=12).map(str.strip)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(details=st.lists(st.tuples(NASTY, NASTY), min_size=1, max_size=4))
def test_whatever_texts_hold_they_are_read_back(
    conninfo: str, tmp_path: Path, details: list[tuple[str, str]]
) -> None:
    rbd = Rbd(next(_schools))
    facts = [
        document(10, INVOICE.model_copy(update={"document_number": str(place)})).model_copy(
            update={
                "rbd": rbd,
                "document_detail": detail or None,
                "document_name": name or None,
                "issued_on": None,
                "paid_on": None,
                "occurred_on": YEAR.last_day,
            }
        )
        for place, (detail, name) in enumerate(details)
    ]
    source = {"sha256": "ab" * 32, "name": "Documentos.txt", "dataset": "documentos"}
    staged = [
        StagedFact.of(row, fact, Provenance(source=FileSource(**source, row=row)))
        for row, fact in enumerate(facts, start=1)
    ]
    with psycopg.connect(conninfo, autocommit=True) as connection:
        FactAppend(connection).append(staged)
    fold(conninfo)
    found = file_at(conninfo, FiledTable.DOCUMENTOS, FiledSelection(YEAR, rbd=rbd))
    path = tmp_path / "Documentos_2024.txt"
    path.write_bytes(found.encoded()[0])
    report = imported(conninfo, path)
    assert (report.equal, *counts(report)) == (len(facts), 0, 0, 0)
