"""Whether rows are read in the process that appends or beside it shows nowhere but in the time.

And when one of the two processes dies the other does not stay: what was loaded stands, and a second
import completes it.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.conftest import Server

from sep_domain.provenance import FileSource
from sep_intake.columns.layout import Layout
from sep_intake.engine.importer import import_file, import_files
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.engine.reading.reader_process import (
    Reader,
    ReaderGoneError,
    Reading,
    ReadingFailedError,
)
from sep_intake.files.delimited import DelimitedTable
from sep_intake.layouts.ate.contracts import AsociadosAte
from sep_intake.reports.report import ImportProgress, ImportReport, ImportSummary
from sep_sample.generate import generate

ALWAYS, NEVER = 0, 1 << 60
HEADER = "contrato;rut_sostenedor;rbd;fecha;monto"
GONE_SECONDS = 30


@pytest.fixture
def conn(database: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """The processes that readers have started, in order."""
    seen: list[subprocess.Popen[bytes]] = []
    start = Reader.start

    def watched(self: Reader) -> "subprocess.Popen[bytes]":
        process = start(self)
        if process not in seen:
            seen.append(process)
        return process

    monkeypatch.setattr(Reader, "start", watched)
    return seen


def joined_contracts(path: Path, rows: int) -> Path:
    """A file of as many contracts that a sostenedor has joined."""
    joined = (f"C-{n};65145834-K;1;2024-03-01;{30_000 + n}" for n in range(rows))
    path.write_text("\n".join([HEADER, *joined]) + "\n", "utf-8")
    return path


def log(conn: Connection[Any]) -> list[tuple[Any, ...]]:
    return conn.execute(
        "select position, originator_id, originator_version, topic, state, metadata"
        " from ledger.events where topic not like '%.import.%' order by position"
    ).fetchall()


class TestTheSame:
    @pytest.fixture
    def files(self, tmp_path: Path) -> Path:
        """The sample's files, each with rows that are wrong, come again or contradict others."""
        folder = tmp_path / "files"
        folder.mkdir()
        generate(folder, schools=20, years=range(2024, 2025), seed=5)
        for path in folder.glob("*.*"):
            table = open_table(path)
            if isinstance(table, DelimitedTable) and path.name != "anomalias.csv":
                self._spoil(path, table.delimiter.encode())
        return folder

    @staticmethod
    def _spoil(path: Path, delimiter: bytes) -> None:
        whole = path.read_bytes().removesuffix(b"\n")
        _, *rows = whole.split(b"\n")
        for row in rows[:3]:
            cells = row.split(delimiter)
            for place in (0, len(cells) // 2, len(cells) - 1):
                wrong = [*cells[:place], b"equivocado", *cells[place + 1 :]]
                whole += b"\n" + delimiter.join(wrong)
        path.write_bytes(whole + b"\n" + b"\n".join([*rows[:2], b"corta"]) + b"\n")

    def test_log_report_and_rejections_of_every_layout_are_the_same_beside(
        self, postgres: Server, migrated_template: str, files: Path, tmp_path: Path
    ) -> None:
        def imported(beside_from: int) -> tuple[ImportSummary, list[tuple[Any, ...]]]:
            with (
                postgres.fresh_database(migrated_template) as database,
                psycopg.connect(database, autocommit=True) as conn,
            ):
                summary = import_files(
                    conn, [files], batch_rows=500, beside_from=beside_from, rejections_in=rejections
                )
                return summary, log(conn)

        def rejected() -> dict[str, bytes]:
            return {path.name: path.read_bytes() for path in rejections.iterdir()}

        rejections = tmp_path / "rejections"
        rejections.mkdir()
        here, log_here = imported(NEVER)
        rejected_here = rejected()
        beside, log_beside = imported(ALWAYS)

        assert timeless(beside) == timeless(here)
        assert beside.refused == here.refused
        assert rejected() == rejected_here
        assert log_beside == log_here
        assert len({report.dataset for report in here.reports}) >= 20
        assert sum(report.warnings for report in here.reports) > 0
        assert len(rejected_here) >= 15

    def test_one_process_reads_all_files_of_an_import(
        self,
        conn: Connection[Any],
        tmp_path: Path,
        started: list["subprocess.Popen[bytes]"],
    ) -> None:
        paths = [joined_contracts(tmp_path / name, 3) for name in ("a.csv", "b.csv")]

        import_files(conn, paths, beside_from=ALWAYS)

        assert [process.poll() is not None for process in started] == [True]

    def test_a_small_import_starts_none(
        self,
        conn: Connection[Any],
        tmp_path: Path,
        started: list["subprocess.Popen[bytes]"],
    ) -> None:
        import_file(conn, joined_contracts(tmp_path / "a.csv", 3))

        assert started == []


def timeless(summary: ImportSummary) -> list[ImportReport]:
    return [replace(report, seconds=0) for report in summary.reports]


class TestFailures:
    def test_a_killed_reader_fails_its_file_alone_and_a_second_import_completes_it(
        self,
        conn: Connection[Any],
        tmp_path: Path,
        started: list["subprocess.Popen[bytes]"],
    ) -> None:
        long = joined_contracts(tmp_path / "a.csv", 6_000)  # the pipe does not hold them all
        short = joined_contracts(tmp_path / "b.csv", 3)

        def kill(news: ImportProgress) -> None:
            if news.loading and news.path == long:
                started[0].kill()

        killed = import_files(conn, [long, short], batch_rows=10, beside_from=ALWAYS, progress=kill)

        assert [refusal.path for refusal in killed.refused] == [long]
        assert "SIGKILL" in killed.refused[0].reason
        assert "vuelva a importarlo" in killed.refused[0].reason
        assert [report.rows for report in killed.reports] == [3]
        assert len(started) == 2

        loaded = len(log(conn))
        assert 3 < loaded < 6_000
        (again,) = import_files(conn, [long], beside_from=ALWAYS).reports
        assert (again.new, again.equal) == (6_000 - loaded, loaded)

    def test_a_file_imported_alone_says_that_its_reader_is_gone(
        self,
        conn: Connection[Any],
        tmp_path: Path,
        started: list["subprocess.Popen[bytes]"],
    ) -> None:
        path = joined_contracts(tmp_path / "a.csv", 3)

        def kill(_: ImportProgress) -> None:
            started[0].kill()

        with pytest.raises(ReaderGoneError, match=r"a\.csv .*SIGKILL"):
            import_file(conn, path, beside_from=ALWAYS, progress=kill)
        assert log(conn) == []

    def test_ctrl_c_leaves_no_reader_behind(
        self,
        conn: Connection[Any],
        tmp_path: Path,
        started: list["subprocess.Popen[bytes]"],
    ) -> None:
        def interrupt(news: ImportProgress) -> None:
            if news.loading:
                raise KeyboardInterrupt

        path = joined_contracts(tmp_path / "a.csv", 6_000)
        with pytest.raises(KeyboardInterrupt):
            import_file(conn, path, batch_rows=10, beside_from=ALWAYS, progress=interrupt)

        assert [process.poll() for process in started] != [None]
        assert import_file(conn, path, beside_from=ALWAYS).facts == 6_000

    @pytest.mark.parametrize("rows", [20, 6_000], ids=["waiting", "writing"])
    def test_the_reader_of_a_killed_importer_ends_by_itself(
        self, database: str, tmp_path: Path, rows: int
    ) -> None:
        program = (
            "import sys, time\n"
            "from pathlib import Path\n"
            "from sep_intake.engine.importer import import_file\n"
            "def stay(news):\n"
            "    if news.loading:\n"
            "        print('loading', flush=True)\n"
            "        time.sleep(600)\n"
            "import_file(sys.argv[1], Path(sys.argv[2]),\n"
            "            batch_rows=10, beside_from=0, progress=stay)\n"
        )
        path = joined_contracts(tmp_path / "a.csv", rows)
        command = [sys.executable, "-c", program, database, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as importer:
            assert importer.stdout is not None
            assert importer.stdout.readline() == b"loading\n"
            importer.kill()
            # The reader holds the same standard error: it ends when both have.
            _, said = importer.communicate(timeout=GONE_SECONDS)
        assert said == b""

    def test_a_file_that_goes_away_before_it_is_read_is_told_as_ever(
        self, conn: Connection[Any], tmp_path: Path
    ) -> None:
        path = joined_contracts(tmp_path / "a.csv", 3)

        def remove(_: ImportProgress) -> None:
            path.unlink(missing_ok=True)

        summary = import_files(conn, [path], beside_from=ALWAYS, progress=remove)

        assert [refusal.reason for refusal in summary.refused] == [
            "a.csv no se puede leer: no existe"
        ]

    def test_any_other_error_arrives_with_its_trace_and_the_reader_goes_on(
        self, reading: Callable[[type[Layout]], Reading]
    ) -> None:
        with Reader() as reader:
            with pytest.raises(ReadingFailedError, match=r"(?s)a\.csv.*batches.*abstract class"):
                list(reader.batches(reading(Layout)))  # type: ignore[type-abstract] # it cannot be made
            assert sum(batch.rows for batch in reader.batches(reading(AsociadosAte))) == 500

    def test_a_reader_that_is_left_in_the_middle_begins_the_next_file_at_its_beginning(
        self, reading: Callable[[type[Layout]], Reading]
    ) -> None:
        with Reader() as reader:
            left = reader.batches(reading(AsociadosAte))
            assert [batch.rows for batch in islice(left, 2)] == [10, 10]
            left.close()
            assert sum(batch.rows for batch in reader.batches(reading(AsociadosAte))) == 500

    @pytest.fixture
    def reading(self, tmp_path: Path) -> Callable[[type[Layout]], Reading]:
        table = open_table(joined_contracts(tmp_path / "a.csv", 500))
        sha256 = table.scan(lambda _: None)
        source = FileSource(sha256=sha256, name="a.csv", dataset="asociados_ate", row=0)
        return lambda layout: Reading(table, layout, source, 10)
