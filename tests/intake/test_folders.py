"""What lies in a folder is imported, named, or meant for no import; one bad file ends nothing."""

import json
import os
import socket
from pathlib import Path

import orjson
import psycopg
import pytest

from sep_intake.cells.rows import Row
from sep_intake.engine.importer import import_files
from sep_intake.engine.reading.folders import files_in
from sep_intake.layouts.reference.use_values import UseValues

CSV = b"from_month;clp_per_use;confidence\n2024-01;30000;V\n"


def listed(*paths: Path) -> list[tuple[str, str | None]]:
    return [(found.path.name, found.why_not) for found in files_in(paths)]


def test_files_come_in_the_order_of_their_names_and_others_are_left_out(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.csv", "a/a.csv", "c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    for name in (
        ".oculto.csv",
        "b.csv.rechazos.csv",
        "b.csv.1234abcd.rechazos.csv",
        "anomalias.csv",
        "cuentas.toml",
        ".git/objeto",
        "__MACOSX/b.csv",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert listed(tmp_path) == [(name, None) for name in ("a.csv", "z.csv", "b.csv", "c.csv")]


def test_a_file_named_itself_is_meant_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / ".oculto.csv").touch()

    assert listed(tmp_path / ".oculto.csv") == [(".oculto.csv", None)]


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "roto.csv").symlink_to("nada.csv")
    (tmp_path / "circular.csv").symlink_to("circular.csv")
    os.mkfifo(tmp_path / "tubo.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        folder = os.open(tmp_path, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{folder}/s.csv")
        os.close(folder)

        assert listed(tmp_path, tmp_path / "falta.csv", Path("/dev/null")) == [
            ("circular.csv", "es un enlace que lleva a sí mismo"),
            ("roto.csv", "es un enlace a algo que no existe"),
            ("s.csv", "es un socket, no un archivo"),
            ("tubo.csv", "es una tubería (FIFO), no un archivo"),
            ("falta.csv", "no existe"),
            ("null", "es un dispositivo, no un archivo"),
        ]


def test_links_are_followed_also_out_of_the_folder_and_each_folder_is_walked_once(
    tmp_path: Path,
) -> None:
    inside, outside = tmp_path / "dentro", tmp_path / "fuera"
    inside.mkdir()
    outside.mkdir()
    (outside / "a.csv").touch()
    (inside / "enlace").symlink_to(outside)
    (inside / "otro").symlink_to(outside)
    (inside / "vuelta").symlink_to(inside)
    (inside / "suelto.csv").symlink_to(outside / "a.csv")

    assert listed(inside) == [
        ("a.csv", None),
        ("otro", "es un enlace a una carpeta que ya se recorrió"),
        ("suelto.csv", None),
        ("vuelta", "es un enlace a una carpeta que ya se recorrió"),
    ]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".oculto").touch()

    assert listed(tmp_path) == [(tmp_path.name, "la carpeta no contiene archivos que importar")]


def test_what_cannot_be_read_is_named_in_spanish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests may run as root, from whom nothing is kept."""
    (tmp_path / "cerrada").mkdir()

    def closed(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)

    assert listed(tmp_path / "cerrada") == [
        ("cerrada", "la carpeta no se puede leer: no hay permiso para leerlo")
    ]


def test_whatever_is_wrong_with_one_file_the_others_are_imported(
    database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deep = b'{"releases":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    files = {
        "a.csv": CSV,
        "hondo.json": deep,
        "medio.json": b'{"releases": [{"a": "\\ud800"}, NaN]}',
        "no.xlsx": b"PK\x03\x04" + bytes(100),
        "no.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
        "no.gz": b"\x1f\x8b\x08\x00" + b"x" * 100,
        "z.csv": CSV.replace(b"2024", b"2025"),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "roto.csv").symlink_to("nada.csv")

    summary = import_files(database, [tmp_path, tmp_path / "falta.csv"])

    assert [(report.path.name, report.new) for report in summary.reports] == [
        ("a.csv", 1),
        ("z.csv", 1),
    ]
    assert {refusal.path.name for refusal in summary.refused} == {
        *files.keys() - {"a.csv", "z.csv", "no.gz"},
        "no",
        "roto.csv",
        "falta.csv",
    }
    assert caplog.records == []


def test_a_fault_of_our_own_is_logged_and_the_others_are_imported(
    database: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "b.csv").write_bytes(CSV.replace(b"2024", b"2025"))
    facts = UseValues.facts

    def failing(self: UseValues, row: Row) -> object:
        if self.head.name == "a.csv":
            raise MemoryError
        return facts(self, row)

    monkeypatch.setattr(UseValues, "facts", failing)
    monkeypatch.setattr(UseValues, "plain_facts", lambda self, rows: None)

    summary = import_files(database, [tmp_path])

    assert [report.path.name for report in summary.reports] == ["b.csv"]
    [refusal] = summary.refused
    assert refusal.reason == (
        "a.csv no se importó: falló el programa al leerlo (quedó en su registro)"
    )
    assert "MemoryError" in caplog.text


def test_a_database_that_is_gone_ends_the_import(database: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    with psycopg.connect(database, autocommit=True) as conn:
        conn.close()

        with pytest.raises(psycopg.OperationalError, match="closed"):
            import_files(conn, [tmp_path])


def release(name: str, **more: object) -> dict[str, object]:
    return {
        "ocid": f"ocds-abc123-{name}",
        "id": name,
        "date": "2024-05-01T10:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "tender": {"id": "t", "title": "Asesoría", **more},
    }


PACKAGE = {
    "uri": "https://example.org/p",
    "version": "1.1",
    "publishedDate": "2024-05-01T00:00:00Z",
    "publisher": {"name": "X"},
}


@pytest.mark.parametrize(
    ("bad", "field", "reason"),
    [
        ({"title": "con \0 nulo"}, "tender.title", "un carácter nulo (U+0000)"),
        ({"clave\0": 1}, "tender", "un carácter nulo (U+0000)"),
        ({"items": [{"id": "1"}, {"id": "\0"}]}, "tender.items.id", "un carácter nulo"),
        ({"title": "medio \ud83d par"}, "tender.title", "medio carácter"),
    ],
)
def test_a_release_that_no_text_can_hold_is_rejected_and_the_others_are_loaded(
    database: str, tmp_path: Path, bad: dict[str, object], field: str, reason: str
) -> None:
    releases = [release("malo", **bad), release("bueno", description="\\u0000 escrito")]
    text = json.dumps({**PACKAGE, "releases": releases})
    (tmp_path / "p.json").write_text(text)
    (tmp_path / "u.csv").write_bytes(CSV)

    summary = import_files(database, [tmp_path])

    reports = {report.path.name: report for report in summary.reports}
    assert (reports["p.json"].rows, reports["p.json"].rejected) == (2, 1)
    assert (reports["p.json"].new, reports["u.csv"].new) == (1, 1)
    assert reports["p.json"].rejections is not None
    rejected = reports["p.json"].rejections.read_text("utf-8")
    assert f";1;;;{field};" in rejected
    assert reason in rejected


def test_a_package_of_which_itself_no_text_can_hold_a_part_is_refused(
    database: str, tmp_path: Path
) -> None:
    package = {**PACKAGE, "publisher": {"name": "X\0"}, "releases": [release("a")]}
    (tmp_path / "p.json").write_bytes(orjson.dumps(package))

    [refusal] = import_files(database, [tmp_path]).refused

    assert refusal.reason == "p.json: «publisher.name» contiene un carácter nulo (U+0000)"


@pytest.mark.parametrize("beside_from", [0, 1 << 60])
def test_a_row_with_a_nul_character_is_rejected_by_its_number_and_the_others_are_loaded(
    database: str, tmp_path: Path, beside_from: int
) -> None:
    rows = b"2024-02;30100;V\0\n" + b"".join(b"%d-02;30000;V\n" % n for n in range(1981, 2021))
    (tmp_path / "a.csv").write_bytes(CSV + rows)

    [report] = import_files(database, [tmp_path], beside_from=beside_from).reports

    assert (report.rows, report.new, report.rejected) == (42, 41, 1)
    assert report.rejections is not None
    assert ";2;3;;confidence;V␀;contiene un carácter nulo" in report.rejections.read_text("utf-8")
