"""The promise: whoever has a sample written is told in words what was written."""

from pathlib import Path

from typer.testing import CliRunner

from sep_service.cli.app import app


def test_what_was_written_is_told_in_two_lines(tmp_path: Path) -> None:
    folder = tmp_path / "pais"
    size = ["--schools", "45", "--years", "2024-2025", "--no-pupils"]
    result = CliRunner().invoke(app, ["sample", str(folder), *size])
    assert result.exit_code == 0, result.output
    written, planted = result.stdout.strip().splitlines()
    files = sum(path.is_file() for path in folder.rglob("*"))
    assert written.startswith(f"Se escribieron {files} archivos (")
    assert written.endswith(f" bytes) en {folder}: 45 escuelas, de 2024 a 2025.")
    assert planted.startswith("Llevan ")
    assert " anomalías con su clave" in planted
    assert "Path" not in result.stdout
