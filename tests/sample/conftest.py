"""One small sample, written once and read by every test here."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from sep_sample import SampleSummary, generate

Reader = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def summary(tmp_path_factory: pytest.TempPathFactory) -> SampleSummary:
    folder = tmp_path_factory.mktemp("sample") / "country"
    return generate(folder, schools=45, years=range(2014, 2026), seed=7)


@pytest.fixture(scope="session")
def sample(summary: SampleSummary) -> Path:
    """The folder of the sample: 45 schools, 2014 to 2025."""
    return summary.directory


@pytest.fixture(scope="session")
def read(sample: Path) -> Reader:
    """Reads a file of the sample by name or pattern, every cell as text."""

    def reader(pattern: str, *, separator: str = ";") -> pl.DataFrame:
        (path,) = sample.glob(pattern)
        if path.name == "anomalias.csv":  # the only file that quotes: its keys hold the delimiter
            return pl.read_csv(path, separator=";", infer_schema=False)
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        rows = unbroken(text, separator)
        header, *body = rows
        return pl.DataFrame(body, schema=dict.fromkeys(header, pl.String), orient="row")

    return reader


def unbroken(text: str, separator: str) -> list[list[str]]:
    """The rows of a text in which line breaks occur inside fields: a row ends when it is whole."""
    rows: list[list[str]] = []
    pending = ""
    wanted = 0
    for line in text.splitlines():
        pending = f"{pending}\n{line}" if pending else line
        cells = pending.split(separator)
        wanted = wanted or len(cells)
        if len(cells) >= wanted:
            rows.append(cells)
            pending = ""
    return rows
