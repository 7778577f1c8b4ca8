"""The promise: who imports a statement of an account that is not declared is told what to do."""

from pathlib import Path

import pytest
from tests.intake.files_of import workbook
from tests.intake.statements.written import HEADER

from sep_intake.columns.layout import FileHead, FileRefusedError
from sep_intake.engine.reading.file_opening import sources_of
from sep_intake.engine.reading.opened_file import opened_file
from sep_intake.layouts.registry import LAYOUTS

HINT = "Si es una cartola, nómbrela en «archivos» de cuentas.toml"
TITLES = [["Banco de Ejemplo", "Cuenta 1"], ["Mayo de 2024"]]
LINE = ["02/05/2024", "PAGO", "", "1.000", "", "99.000"]
OTHER = "curso;sala\n1;2\n"


def refusal(path: Path, dataset: str | None = None) -> str:
    [source] = sources_of(path, _nothing)
    with pytest.raises(FileRefusedError) as refused:
        opened_file(source, LAYOUTS, dataset)
    return str(refused.value)


def _nothing(head: FileHead) -> None:
    return None


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_text_that_looks_like_a_statement(tmp_path: Path, delimiter: str) -> None:
    rows = [*TITLES, HEADER, LINE]
    path = tmp_path / "movimientos.csv"
    path.write_text("".join(delimiter.join(row) + "\n" for row in rows), "latin-1")

    assert refusal(path).endswith(HINT)
    assert len(refusal(path)) < 200


def test_a_workbook_that_looks_like_a_statement(tmp_path: Path) -> None:
    path = workbook(tmp_path / "movimientos.xlsx", {"Mayo": [*TITLES, [], HEADER, LINE]})

    assert refusal(path).endswith(HINT)


def test_any_unknown_file_beside_declared_accounts(folder: Path) -> None:
    (folder / "otro.csv").write_text(OTHER)

    assert refusal(folder / "otro.csv") == (
        f"otro.csv no tiene un formato conocido. Se encontraron: curso, sala. {HINT}"
    )


def test_what_looks_like_none_gets_no_hint(tmp_path: Path) -> None:
    (tmp_path / "otro.csv").write_text(OTHER)
    (tmp_path / "dotacion.csv").write_text("nombre;cargo;fecha ingreso\nx;y;z\n")

    assert "cartola" not in refusal(tmp_path / "otro.csv")
    assert "cartola" not in refusal(tmp_path / "dotacion.csv")


def test_where_somebody_says_what_a_file_is_there_is_no_hint(folder: Path) -> None:
    (folder / "otro.csv").write_text(OTHER)

    assert "cartola" not in refusal(folder / "otro.csv", "directorio")
