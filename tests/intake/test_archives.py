"""A table reads the same in an archive as beside it, and an archive that cannot be read safely is
refused in one sentence that says what to do."""

import gzip
import os
import struct
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.files_of import delimited, gzipped, knowing, read, tables, workbook, zipped

from sep_intake.columns.layout import FileRefusedError
from sep_intake.engine.importer import import_file, import_files
from sep_intake.engine.reading.file_opening import open_table, sources_of
from sep_intake.files import archives

CSV = b"from_month;clp_per_use;confidence\n2024-01;30000;V\n2024-02;30100;V\n"
ANY = knowing()

cells = st.text(alphabet="abzñÑ;,\"' \n-", max_size=8)


def refusal(path: Path) -> str:
    with pytest.raises(FileRefusedError) as refused:
        open_table(path)
    return str(refused.value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archivos")


@given(rows=st.lists(st.tuples(st.just("x"), cells, cells), min_size=1, max_size=6))
def test_a_table_reads_the_same_in_an_archive_as_beside_it(
    folder: Path, rows: list[tuple[str, str, str]]
) -> None:
    content = delimited([("a", "b", "c"), *rows], quoting=1).encode()
    (folder / "datos.csv").write_bytes(content)
    beside = open_table(folder / "datos.csv")

    for path in (
        zipped(folder / "datos.zip", {"2024/datos.csv": content}),
        gzipped(folder / "datos.csv.gz", content),
    ):
        table = open_table(path)

        assert table.head == beside.head
        assert read(table) == read(folder / "datos.csv") == list(map(list, rows))
        assert table.scan(lambda _: None) == sha256(content).hexdigest()


def test_the_name_keeps_both_and_a_layout_sees_only_the_inner_one(tmp_path: Path) -> None:
    """For it may take the year from it, and archives are called after the day of a download."""
    [member] = tables(zipped(tmp_path / "bajado_2026.zip", {"a/plan_2019.csv": CSV}), ANY)
    [packed] = tables(gzipped(tmp_path / "plan_2019.csv.gz", CSV), ANY)

    assert (member.name, member.head.name) == ("bajado_2026.zip/a/plan_2019.csv", "plan_2019.csv")
    assert (packed.name, packed.head.name) == ("plan_2019.csv.gz/plan_2019.csv", "plan_2019.csv")


def test_each_table_of_an_archive_is_imported_and_what_is_none_is_named(
    database: str, tmp_path: Path
) -> None:
    later = CSV.replace(b"2024", b"2025")
    zipped(
        tmp_path / "todo.zip",
        {
            "usos.csv": CSV,
            "b/usos.csv": later + b"x;1;V\n",
            "foto.png": b"\x89PNG\r\n\x1a\n",
            "interior.zip": zipped(tmp_path / "interior", {"a.csv": CSV}).read_bytes(),
            "interior.csv.gz": gzip.compress(CSV),
            "__MACOSX/._usos.csv": b"\0",
            ".oculto": b"x",
            "cuentas.toml": b"",
            "vacia/": b"",
        },
    )
    (tmp_path / "interior").unlink()

    summary = import_files(database, [tmp_path])

    assert [(report.path, report.new, report.rejected) for report in summary.reports] == [
        (tmp_path / "todo.zip/b/usos.csv", 2, 1),
        (tmp_path / "todo.zip/usos.csv", 2, 0),
    ]
    assert {refusal.path.name: refusal.reason.split(";")[0] for refusal in summary.refused} == {
        "foto.png": "foto.png es una imagen",
        "interior.zip": "interior.zip es un archivo comprimido dentro de otro",
        "interior.csv.gz": "interior.csv.gz es un archivo comprimido dentro de otro",
        ".oculto": "todo.zip/.oculto no se leyó: está oculto, pues su nombre o su carpeta empieza"
        " con punto",
    }
    rejections = summary.reports[0].rejections
    assert rejections == tmp_path / "todo.zip.b.usos.csv.rechazos.csv"
    assert ";x;" in rejections.read_text("utf-8")


LEFT_OUT = {
    "../../malo.csv": "su ruta sale del archivo comprimido («..»)",
    "a/../malo.csv": "su ruta sale del archivo comprimido («..»)",
    "..\\malo.csv": "su ruta sale del archivo comprimido («..»)",
    "/etc/malo.csv": "su ruta es absoluta",
    "C:\\malo.csv": "su ruta es absoluta",
    "a/.oculto.csv": "está oculto",
    ".carpeta/usos.csv": "está oculto",
}


def test_each_file_that_is_left_out_is_named_with_its_reason(database: str, tmp_path: Path) -> None:
    litter = ["__MACOSX/a.csv", ".DS_Store", "a/.DS_Store", "a/._usos.csv"]
    path = zipped(tmp_path / "todo.zip", dict.fromkeys(["usos.csv", *LEFT_OUT, *litter], CSV))

    summary = import_files(database, [path])

    assert [report.path.name for report in summary.reports] == ["usos.csv"]
    assert len(summary.refused) == len(LEFT_OUT)
    for name, why in LEFT_OUT.items():
        expected = f"todo.zip/{name} no se leyó: {why}"
        assert [each for each in summary.refused if each.reason.startswith(expected)], name


def test_an_archive_of_which_nothing_is_read_says_so(database: str, tmp_path: Path) -> None:
    only = zipped(tmp_path / "a.zip", {"../malo.csv": CSV})
    litter = zipped(tmp_path / "b.zip", {"__MACOSX/a.csv": CSV})

    summary = import_files(database, [only, litter])

    assert not summary.reports
    assert sorted(each.reason.split(";")[0] for each in summary.refused) == [
        "a.zip/../malo.csv no se leyó: su ruta sale del archivo comprimido («..»)",
        "b.zip es un archivo comprimido sin archivos",
    ]


def test_the_same_table_in_an_archive_and_beside_it_is_the_same_file_to_the_log(
    database: str, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "usos.zip", {"usos.csv": CSV})
    (tmp_path / "usos.csv").write_bytes(CSV)

    first, again = import_file(database, path), import_file(database, tmp_path / "usos.csv")

    assert (first.new, again.new, again.equal) == (2, 0, 2)
    assert first.sha256 == again.sha256 == sha256(CSV).hexdigest()
    with psycopg.connect(database) as conn:
        named = conn.execute(
            "select distinct convert_from(metadata, 'UTF8')::jsonb #>> '{source,name}'"
            " from ledger.events where topic not like '%.import.%'"
        ).fetchall()
    assert named == [("usos.zip/usos.csv",)]


def test_a_large_table_in_an_archive_is_read_beside(database: str, tmp_path: Path) -> None:
    """It travels to the process beside as a name for bytes, not as bytes."""
    path = zipped(tmp_path / "usos.zip", {"usos.csv": CSV})

    assert import_file(database, path, beside_from=0).new == 2


def test_a_spreadsheet_in_an_archive_is_read(tmp_path: Path) -> None:
    book = workbook(tmp_path / "libro.xlsx", {"datos": [["a", "b"], [1, 2]]}).read_bytes()

    for path in (
        zipped(tmp_path / "libro.zip", {"libro.xlsx": book}),
        gzipped(tmp_path / "libro.xlsx.gz", book),
    ):
        assert read(path) == [["1", "2"]]


def test_a_statement_in_an_archive_is_of_the_accounts_declared_beside_it(tmp_path: Path) -> None:
    (tmp_path / "cuentas.toml").write_text(
        '[[cuenta]]\nnumero = "123"\nrut = "61000001-0"\nbanco = "BANCOESTADO"\n'
        "exclusiva_sep = true\n"
    )
    statement = (
        b":20:1\r\n:25:123\r\n:28C:1/1\r\n:60F:C240501CLP1000,\r\n"
        b":61:2405020502D100,NTRFREF\r\n:86:PAGO\r\n:62F:C240502CLP900,\r\n-\r\n"
    )

    [table] = tables(zipped(tmp_path / "cartola.zip", {"mayo.mt940": statement}), ANY)

    assert table.name == "cartola.zip/mayo.mt940"
    assert read(table)[0][:3] == ["61000001-0", "BANCOESTADO", "123"]
    assert table.scan(lambda _: None) == sha256(statement).hexdigest()


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV})
    content = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    path.write_bytes(content)

    assert refusal(path) == "a.zip tiene contraseña; descomprímalo e importe lo que contiene"


@pytest.mark.parametrize("cut", [10, 60, -30])
def test_a_damaged_archive_is_refused(tmp_path: Path, cut: int) -> None:
    whole = zipped(tmp_path / "a.zip", {"a.csv": CSV * 50}).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[:cut])

    assert "está dañado; vuelva a descargarlo" in refusal(tmp_path / "a.zip")


def test_damage_within_an_archive_is_refused_before_any_row_is_loaded(
    database: str, tmp_path: Path
) -> None:
    rows = b"".join(b"%d-01;%d;V\n" % (1990 + n % 30, 3 * n) for n in range(200_000))
    zipped(tmp_path / "a.zip", {"a.csv": CSV + rows})
    gzipped(tmp_path / "b.csv.gz", CSV + rows)
    for path in tmp_path.iterdir():
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)

    summary = import_files(database, [tmp_path])

    assert summary.reports == []
    assert len(summary.refused) == 2
    assert all("está dañado" in refusal.reason for refusal in summary.refused)


def test_a_gzip_that_ends_early_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CSV)[:-12])

    assert "está dañado" in refusal(tmp_path / "a.csv.gz")


def test_a_small_archive_that_comes_to_very_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "SMALL", 1 << 20)
    zeros = bytes(8 << 20)

    assert "ocupa 8 MB descomprimido" in refusal(zipped(tmp_path / "a.zip", {"a.csv": zeros}))
    with pytest.raises(FileRefusedError, match="ocupa descomprimido más de 1 MB"):
        sources_of(gzipped(tmp_path / "a.gz", zeros), ANY)[0].open().read()


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV * 1_000})
    content = path.read_bytes()
    true, told = struct.pack("<I", len(CSV) * 1_000), struct.pack("<I", 70)
    path.write_bytes(content.replace(true, told))

    with pytest.raises(FileRefusedError, match="está dañado"):
        open_table(path).scan(lambda _: None)


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {f"{n}.csv": b"" for n in range(1_001)})

    assert "contiene 1001 archivos y se leen hasta 1000" in refusal(path)


def test_a_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", CSV)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", CSV)

    assert "contiene dos veces a.csv" in refusal(tmp_path / "a.zip")


def test_archives_without_files_are_refused(tmp_path: Path) -> None:
    ZipFile(tmp_path / "vacio.zip", "w").close()

    assert "es un ZIP vacío" in refusal(tmp_path / "vacio.zip")
    only_folder = zipped(tmp_path / "carpeta.zip", {"a/": b""})
    assert "sin archivos" in refusal(only_folder)


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_BZIP2])
def test_other_ways_of_packing_are_read(tmp_path: Path, method: int) -> None:
    with ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("a.csv", CSV)

    assert len(read(tmp_path / "a.zip")) == 2


def test_a_way_of_packing_that_is_not_known_is_refused(tmp_path: Path) -> None:
    """Deflate64, which Windows uses for what is larger than 2 GB."""
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV * 9})
    content = bytearray(path.read_bytes())
    for header, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(header) + method] = 9
    path.write_bytes(content)

    assert "comprimido de una forma que no se lee" in refusal(path)


def test_a_file_name_that_is_no_utf8_is_shown_as_it_was_meant(
    database: str, tmp_path: Path
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + "/Subvención.csv".encode("latin-1")))
    path.write_bytes(CSV + b"x;1;V\n")

    report = import_file(database, path)

    assert report.path.name == "Subvención.csv"
    assert (report.new, report.rejected) == (2, 1)
    assert report.rejections is not None
