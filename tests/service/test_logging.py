"""The promise: a record is one line, whatever it carries; a program reads it as JSON."""

import json
import logging
from collections.abc import Iterator

import pytest

from sep_service.logging import configure


@pytest.fixture(autouse=True)
def root_logger_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def test_a_json_record_has_its_fields_and_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "json")
    log = logging.getLogger("sep_test")
    try:
        int("inválido")
    except ValueError:
        log.exception("import %s", "failed", extra={"rows": 12, "kind": ValueError})
    (line,) = capsys.readouterr().err.splitlines()
    record = json.loads(line)
    assert record["message"] == "import failed"
    assert (record["level"], record["logger"], record["rows"]) == ("ERROR", "sep_test", 12)
    assert record["kind"] == "<class 'ValueError'>"
    assert record["time"].endswith("+00:00")
    assert "inválido" in record["exception"]


def test_a_human_record_ends_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "human")
    logging.getLogger("sep_test").info("imported", extra={"rows": 12})
    assert capsys.readouterr().err.rstrip().endswith("INFO sep_test: imported rows=12")


def test_less_severe_records_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure("WARNING", "human")
    logging.getLogger("sep_test").info("imported")
    assert capsys.readouterr().err == ""
