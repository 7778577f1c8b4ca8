"""The named SQL files of a package, each read once."""

from functools import cache
from importlib.resources import files


@cache
def statement(name: str, package: str = "sep_ledger", folder: str = "sql") -> bytes:
    """The text of `<package>/<folder>/<name>.sql`; FileNotFoundError where there is none."""
    return files(package).joinpath(folder, f"{name}.sql").read_bytes()
