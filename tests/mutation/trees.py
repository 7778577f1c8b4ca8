"""A copy of the house to mutate, so that nothing happens to the one that is worked in."""

import compileall
import os
import py_compile
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOTS = ("domain", "ledger", "intake", "projections", "graphql", "service", "sample")
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "var"
)


@dataclass(frozen=True)
class Tree:
    """A copy, and the environment in which its modules are the ones imported."""

    root: Path
    beside: Path
    environment: Mapping[str, str]


@contextmanager
def copied(repository: Path, **more: str) -> Iterator[Tree]:
    """A copy of a working tree, with more variables in its environment; gone afterwards."""
    with TemporaryDirectory(prefix="sep-ledger-mutation-") as folder:
        root, beside = Path(folder, "tree"), Path(folder, "beside")
        shutil.copytree(repository, root, ignore=NOT_COPIED, symlinks=True)
        beside.mkdir()
        compile_checked(root)
        path = os.pathsep.join(map(str, [root, *(root / name for name in ROOTS)]))
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **more}
        yield Tree(root, beside, environment)


def compile_checked(root: Path) -> None:
    # What is compiled is found again by its hash: a mutant written within the same second as what
    # it was, and as long, would be taken for it by its time and size.
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    for folder in (*ROOTS, "tests"):
        compileall.compile_dir(root / folder, quiet=1, invalidation_mode=mode)
