"""Named SQL, in files beside the modules that run it."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def statements_of(module: str) -> Mapping[str, bytes]:
    """The statements of the file beside a module (its `__name__`) that is called as it is.

    Each begins behind a line `-- name: <its name>`. Raises ValueError where two share a name.
    """
    package, _, name = module.rpartition(".")
    _, *parts = _NAME.split(files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8"))
    found = dict(zip(parts[::2], (text.encode() for text in parts[1::2]), strict=True))
    if len(found) != len(parts) // 2:
        raise ValueError(f"two statements of {name}.sql share a name")
    return found


@cache
def statement(name: str, package: str, folder: str = "sql") -> bytes:
    """The text of `<package>/<folder>/<name>.sql`; FileNotFoundError where there is none."""
    return files(package).joinpath(folder, f"{name}.sql").read_bytes()
