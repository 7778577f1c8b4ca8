"""The promise: each answer of `/documents` is shown, and no folder is made before it is needed."""

from pathlib import Path

from sep_service.app import create_app
from sep_service.settings import Settings

DOCUMENT = create_app(Settings(), "").openapi()


def test_each_problem_has_an_example() -> None:
    operations = [
        operation
        for path, item in DOCUMENT["paths"].items()
        if path.startswith("/documents")
        for operation in item.values()
    ]
    assert len(operations) == 3
    for operation in operations:
        for status, answer in operation["responses"].items():
            problem = answer.get("content", {}).get("application/problem+json")
            assert status < "400" or problem["example"]["status"] == int(status)


def test_the_folder_of_data_is_made_when_it_is_needed(tmp_path: Path) -> None:
    create_app(Settings(data_dir=tmp_path / "datos"), "")
    assert not (tmp_path / "datos").exists()
