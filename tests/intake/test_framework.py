"""What an import promises.

A file is taken for what it is or refused whole. A row is loaded whole or rejected with its reason.
The same content again appends nothing; another version of a file restates only what changed.
"""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from sep_domain.provenance import FileSource, Provenance
from sep_intake.columns.layout import FileRefusedError
from sep_intake.engine.importer import import_file, import_files
from sep_intake.files.own_lists import REJECTIONS
from sep_intake.reports.report import ImportProgress
from sep_ledger.records.recorded import metadata_bytes

USE_HEADER = "from_month;clp_per_use;confidence"
USE_ROWS = ["2024-01;30000.5;V", "2024-12;31000.25;V"]

CONVENIOS_HEADER = (
    "rbd;numero;rut_sostenedor;fecha_solicitud;fecha_firma;fecha_inicio;fecha_termino;"
    "clasificacion_sep;fecha_solicitud_renovacion;prorroga_hasta;fecha_renovacion;"
    "fecha_cierre;motivo_cierre"
)


def convenio(
    rbd: int, classification: str = "AUTONOMO", *, requested: str = "", ended: str = ""
) -> str:
    """A signed convenio: one fact, and one more for each of the other dates that are given."""
    signed = f"{requested};2020-01-10;2020-03-01;2024-02-28;{classification}"
    return f"{rbd};1;62000660-2;{signed};;;;{ended};{'renunciado' if ended else ''}"


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(name, header, row, …)`: a file in the test's own folder."""

    def make(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


@pytest.fixture
def conn(database: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def log(conn: Connection[Any]) -> Callable[[], list[dict[str, Any]]]:
    """What the log holds, in order: the content of each event but those of imports themselves."""

    def read() -> list[dict[str, Any]]:
        rows = conn.execute(
            "select state from ledger.events where topic not like '%.import.%' order by position"
        )
        return [json.loads(state) for (state,) in rows]

    return read


def rejected(path: Path) -> list[dict[str, str]]:
    with path.with_name(path.name + REJECTIONS).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


class TestRecognition:
    def test_a_file_is_recognised_by_its_header_in_any_order_and_case(
        self, conn: Connection[Any], write: Write
    ) -> None:
        path = write("x.csv", "CONFIDENCE;Clp_per_use;FROM_MONTH", "V;30000.5;2024-01")

        assert import_file(conn, path).dataset == "use"

    def test_an_unknown_file_is_refused_naming_the_nearest_layout_and_what_it_lacks(
        self, conn: Connection[Any], write: Write
    ) -> None:
        path = write("x.csv", "from_month;clp_per_use;origen", "2024-01;30000.5;x")

        with pytest.raises(FileRefusedError) as refusal:
            import_file(conn, path)

        assert str(refusal.value) == (
            "x.csv no tiene un formato conocido. Lo más parecido es «Valores de la USE» (use): "
            "falta la columna confidence"
        )

    def test_a_forced_dataset_takes_no_other_file(
        self, conn: Connection[Any], write: Write, log: Callable[[], list[Any]]
    ) -> None:
        path = write("x.csv", USE_HEADER, *USE_ROWS)

        with pytest.raises(FileRefusedError, match=r"no es «Resultados SIMCE.*faltan las columnas"):
            import_file(conn, path, dataset="simce")
        with pytest.raises(FileRefusedError, match="no hay un formato llamado «simse»"):
            import_file(conn, path, dataset="simse")
        assert log() == []

    def test_a_file_with_a_header_and_no_rows_is_refused(
        self, conn: Connection[Any], write: Write
    ) -> None:
        with pytest.raises(FileRefusedError, match="ninguna fila"):
            import_file(conn, write("x.csv", USE_HEADER))


class TestTheSameAgain:
    def test_a_file_imported_twice_appends_nothing_the_second_time(
        self, conn: Connection[Any], write: Write, log: Callable[[], list[Any]]
    ) -> None:
        path = write("x.csv", USE_HEADER, *USE_ROWS)

        first, second = import_file(conn, path), import_file(conn, path)

        assert (first.new, first.restated, first.equal) == (2, 0, 0)
        assert (second.new, second.restated, second.equal) == (0, 0, 2)
        assert len(log()) == 2
        assert (first.position, second.position) == (4, 4)

    def test_a_later_version_restates_only_what_changed(
        self, conn: Connection[Any], write: Write, log: Callable[[], list[Any]]
    ) -> None:
        import_file(conn, write("preliminar.csv", USE_HEADER, *USE_ROWS))

        report = import_file(
            conn,
            write(
                "final.csv",
                USE_HEADER,
                "2025-12;32000;V",
                "2024-12;31111;V",
                USE_ROWS[0],
            ),
        )

        assert (report.new, report.restated, report.equal) == (1, 1, 1)
        assert [event["clp_per_use"] for event in log()] == [
            "30000.5",
            "31000.25",
            "32000",
            "31111",
        ]
        assert report.years == [2024, 2025]

    @pytest.mark.parametrize("batch_rows", [1, 2, 3, 100])
    def test_the_size_of_a_batch_changes_nothing(
        self,
        conn: Connection[Any],
        write: Write,
        log: Callable[[], list[Any]],
        batch_rows: int,
    ) -> None:
        rows = [convenio(rbd, requested="2019-08-01") for rbd in range(1, 6)]
        path = write("x.csv", CONVENIOS_HEADER, *rows)

        report = import_file(conn, path, batch_rows=batch_rows)

        assert (report.rows, report.facts, report.new) == (5, 10, 10)
        assert report.years == [2019, 2020]
        assert [event["rbd"] for event in log()] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]

    def test_an_interrupted_import_is_simply_run_again(
        self, conn: Connection[Any], write: Write, log: Callable[[], list[Any]]
    ) -> None:
        path = write("x.csv", CONVENIOS_HEADER, *(convenio(rbd) for rbd in range(1, 9)))

        def interrupt(news: ImportProgress) -> None:
            if news.rows >= 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            import_file(conn, path, batch_rows=2, progress=interrupt)
        loaded = len(log())
        assert 4 <= loaded < 8

        report = import_file(conn, path, batch_rows=2)

        assert (report.new, report.equal) == (8 - loaded, loaded)
        assert [event["rbd"] for event in log()] == list(range(1, 9))


class TestRejections:
    def test_a_malformed_row_goes_to_the_rejections_and_the_rest_loads(
        self, conn: Connection[Any], write: Write
    ) -> None:
        path = write(
            "use.csv", USE_HEADER, USE_ROWS[0], "2024-13;30000;V", "2025-01;1", USE_ROWS[1]
        )

        report = import_file(conn, path)

        assert (report.rows, report.new, report.rejected) == (4, 2, 2)
        assert report.rejections == path.with_name("use.csv.rechazos.csv")
        assert rejected(path) == [
            {
                "archivo": "use.csv",
                "fila": "2",
                "linea": "3",
                "hoja": "",
                "campo": "from_month",
                "valor": "2024-13",
                "motivo": "mes inválido",
                "forma_esperada": "AAAA-MM",
            },
            {
                "archivo": "use.csv",
                "fila": "3",
                "linea": "4",
                "hoja": "",
                "campo": "(fila)",
                "valor": "2 celdas",
                "motivo": "la fila no tiene tantas celdas como el encabezado",
                "forma_esperada": "3 celdas",
            },
        ]

    def test_excel_sees_the_letters_of_the_rejections(
        self, conn: Connection[Any], write: Write
    ) -> None:
        path = write("use.csv", USE_HEADER, USE_ROWS[0], "x;1;V")

        import_file(conn, path)

        assert (path.with_name(path.name + REJECTIONS)).read_bytes().startswith(b"\xef\xbb\xbf")

    def test_a_file_that_has_become_good_leaves_no_old_rejections_behind(
        self, conn: Connection[Any], write: Write
    ) -> None:
        path = write("use.csv", USE_HEADER, "x;1;V")
        assert import_file(conn, path).rejected == 1

        report = import_file(conn, write("use.csv", USE_HEADER, *USE_ROWS))

        assert report.rejections is None
        assert not path.with_name(path.name + REJECTIONS).exists()

    def test_the_rejections_go_where_one_asks(
        self, conn: Connection[Any], write: Write, tmp_path: Path
    ) -> None:
        elsewhere = tmp_path / "rechazos"
        elsewhere.mkdir()
        path = write("use.csv", USE_HEADER, "x;1;V")

        report = import_file(conn, path, rejections_in=elsewhere)

        assert report.rejections is not None
        assert report.rejections.parent == elsewhere
        assert report.rejections.exists()
        assert not path.with_name(path.name + REJECTIONS).exists()

    def test_files_of_one_name_share_a_folder_for_their_rejections(
        self, conn: Connection[Any], tmp_path: Path
    ) -> None:
        elsewhere = tmp_path / "rechazos"
        elsewhere.mkdir()
        paths = [tmp_path / year / "use.csv" for year in ("2023", "2024")]
        for path in paths:
            path.parent.mkdir()
            path.write_text(f"{USE_HEADER}\n{path.parent.name}-13;1;V\n", "utf-8")

        reports = import_files(conn, paths, rejections_in=elsewhere).reports
        again = import_files(conn, paths, rejections_in=elsewhere).reports

        written = [report.rejections.read_text("utf-8") for report in reports if report.rejections]
        assert ["2023-13" in text for text in written] == [True, False]
        assert ["2024-13" in text for text in written] == [False, True]
        assert len(list(elsewhere.iterdir())) == len(written) == 2
        assert [report.rejections for report in again] == [report.rejections for report in reports]

    def test_a_rule_of_the_events_is_told_in_spanish(
        self, conn: Connection[Any], write: Write
    ) -> None:
        header = "contrato;hito;pago;fecha_pago;monto;subvencion;tipo_documento;numero_documento"
        path = write("pagos.csv", header, "C-1;0;1;2024-05-01;1000;SEP;FAC;77")

        import_file(conn, path)

        (row,) = rejected(path)
        assert row["campo"] in {"hito", "milestone"}
        assert "or more" not in row["motivo"] + row["forma_esperada"]
        assert "input" not in row["motivo"].lower()

    @pytest.mark.parametrize("batch_rows", [1, 100])
    @pytest.mark.parametrize("requested", ["", "2019-08-01"])
    def test_a_row_of_several_facts_that_contradicts_an_earlier_one_is_rejected_whole(
        self,
        conn: Connection[Any],
        write: Write,
        log: Callable[[], list[Any]],
        batch_rows: int,
        requested: str,
    ) -> None:
        """Even its end, which alone would contradict nothing; whatever the rows before stated."""
        path = write(
            "convenios.csv",
            CONVENIOS_HEADER,
            convenio(1, requested=requested),
            convenio(1, "EMERGENTE", requested=requested, ended="2022-12-31"),
            convenio(2),
        )

        report = import_file(conn, path, batch_rows=batch_rows)

        assert [event["rbd"] for event in log()] == ([1, 1, 2] if requested else [1, 2])
        assert not any("reason" in event for event in log())
        assert report.rejected == 1
        assert rejected(path)[0]["motivo"] == "clave repetida con otro contenido"
        assert rejected(path)[0]["fila"] == "2"

    def test_a_row_that_adds_to_an_earlier_one_without_contradicting_it_loads(
        self, conn: Connection[Any], write: Write, log: Callable[[], list[Any]]
    ) -> None:
        path = write(
            "convenios.csv", CONVENIOS_HEADER, convenio(1), convenio(1, ended="2022-12-31")
        )

        report = import_file(conn, path)

        assert (report.new, report.equal, report.rejected) == (2, 1, 0)
        assert log()[-1]["reason"] == "renunciado"

    @pytest.mark.parametrize("batch_rows", [1, 100])
    def test_a_key_repeated_with_other_content_is_rejected_and_with_the_same_is_not(
        self, conn: Connection[Any], write: Write, batch_rows: int
    ) -> None:
        path = write("x.csv", USE_HEADER, *USE_ROWS, USE_ROWS[0], "2024-12;1;V")

        report = import_file(conn, path, batch_rows=batch_rows)

        assert (report.new, report.equal, report.restated, report.rejected) == (2, 1, 0, 1)
        assert [row["fila"] for row in rejected(path)] == ["4"]

    def test_nothing_about_a_pupil_is_ever_written(
        self, conn: Connection[Any], write: Write
    ) -> None:
        header = "AGNO;MRUN;RBD;COD_ENSE;COD_GRADO;PRIORITARIO_ALU;PREFERENTE_ALU;BEN_SEP"
        path = write(
            "alumnos.csv",
            header,
            "2023;77777777;1;110;4;1;0;1",
            "2023;77777777;1;165;1;1;0;1",
            "2023;77777777;secreto;110;4;1;0;1",
            "secreto;77777777",
        )

        report = import_file(conn, path)

        text = path.with_name(path.name + REJECTIONS).read_text(encoding="utf-8-sig")
        assert [row["valor"] for row in rejected(path)] == ["«omitido»", "«omitido»"]
        assert {warned.value for warned in report.first_warnings} == {"«omitido»"}
        assert "secreto" not in text + repr(report)
        assert "77777777" not in text + repr(report)
        stored = conn.execute("select state, metadata from ledger.events").fetchall()
        assert stored
        assert not any(b"77777777" in column for row in stored for column in row)


class TestProvenance:
    def test_each_fact_names_its_file_and_row(
        self, conn: Connection[Any], write: Write, tmp_path: Path
    ) -> None:
        """Byte for byte as the domain writes it: the importer builds it in a cheaper way."""
        path = write('con "row":0 en el nombre.csv', USE_HEADER, *USE_ROWS)

        report = import_file(conn, path)

        stored = conn.execute(
            "select metadata from ledger.events where topic not like '%.import.%' order by position"
        ).fetchall()
        assert [metadata for (metadata,) in stored] == [
            metadata_bytes(
                Provenance(
                    source=FileSource(sha256=report.sha256, name=path.name, dataset="use", row=row)
                )
            )
            for row in (1, 2)
        ]


class TestManyFiles:
    def test_one_bad_file_does_not_stop_the_others(
        self, conn: Connection[Any], write: Write, tmp_path: Path
    ) -> None:
        write("a.csv", "x;y", "1;2")
        write("b.csv", USE_HEADER, *USE_ROWS)
        write("c.pdf", "%PDF-1.7")

        summary = import_files(conn, [tmp_path, tmp_path / "no_existe.csv"])

        assert [report.path.name for report in summary.reports] == ["b.csv"]
        assert {refusal.path.name for refusal in summary.refused} == {
            "a.csv",
            "c.pdf",
            "no_existe.csv",
        }
        assert summary.new == 2

    def test_a_preliminary_file_goes_before_the_final_one(
        self, conn: Connection[Any], write: Write, tmp_path: Path
    ) -> None:
        write("use_final.csv", USE_HEADER, "2024-12;31111;V")
        write("use_preliminar.csv", USE_HEADER, "2024-12;31000;V")

        summary = import_files(conn, [tmp_path])

        assert [report.path.name for report in summary.reports] == [
            "use_preliminar.csv",
            "use_final.csv",
        ]
        assert summary.restated == 1

    def test_a_folder_holding_rejections_can_be_imported_again(
        self, conn: Connection[Any], write: Write, tmp_path: Path
    ) -> None:
        write("use.csv", USE_HEADER, "x;1;V", *USE_ROWS)
        import_files(conn, [tmp_path])

        summary = import_files(conn, [tmp_path])

        assert (summary.new, summary.equal, summary.rejected) == (0, 2, 1)
        assert not summary.refused


def test_progress_covers_every_byte_twice_and_counts_rows(database: str, write: Write) -> None:
    """Once to check and hash the file, once to load it; on a connection of the import's own."""
    path = write("x.csv", CONVENIOS_HEADER, *(convenio(rbd) for rbd in range(1, 101)))
    news: list[ImportProgress] = []

    import_file(database, path, batch_rows=10, progress=news.append)

    size = path.stat().st_size
    checking = [one.bytes_done for one in news if not one.loading]
    loading = [one for one in news if one.loading]
    assert checking[-1] == size
    assert loading[-1].bytes_done == size
    assert loading[-1].rows == 100
    assert [one.rows for one in loading] == sorted(one.rows for one in loading)
    assert {one.bytes_total for one in news} == {size}
