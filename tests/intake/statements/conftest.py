"""What the tests of statements share: a folder with a declared account, and reading a file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.intake.statements.reading import Read, Reading, read_in

ACCOUNTS = """
[[cuenta]]
numero = "00001-00002"
rut = "62000660-2"
banco = "Banco"
exclusiva_sep = true
archivos = ["cartola*"]
formato = "{format}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the account `00001-00002`, whose CSV files BancoEstado writes."""
    declare(tmp_path, "bancoestado")
    return tmp_path


@pytest.fixture
def read(folder: Path) -> Read:
    """`read(name, content)`: writes a file into the folder and reads it."""

    def read(name: str, content: str | bytes, encoding: str = "utf-8") -> Reading:
        (folder / name).write_bytes(
            content if isinstance(content, bytes) else content.encode(encoding)
        )
        return read_in(folder, name)

    return read


@pytest.fixture
def mapped(folder: Path) -> Callable[[str], None]:
    """`mapped(name)`: the folder's CSV files are from now on read by that mapping."""
    return lambda name: declare(folder, name)


def declare(folder: Path, mapping: str) -> None:
    (folder / "cuentas.toml").write_text(ACCOUNTS.format(format=mapping), encoding="utf-8")
