"""The CSV templates are those of `docs/templates.md`, and no two are taken for each other."""

import re
from pathlib import Path

import pytest

from sep_domain.streams import Dataset
from sep_intake.columns.layout import Layout
from sep_intake.columns.template import Template
from sep_intake.layouts.registry import LAYOUTS

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "templates.md"
TEMPLATES = [layout for layout in LAYOUTS if issubclass(layout, Template)]


def documented() -> list[frozenset[str]]:
    """The columns of each template, in the order of the documentation."""
    rows = re.findall(r"^\| `\w+\.csv` \|.*\| `([a-z_;]+)` \|$", DOCUMENTATION.read_text(), re.M)
    return [frozenset(row.split(";")) for row in rows]


def test_every_documented_template_is_read_and_no_other() -> None:
    headers = documented()
    assert len(headers) == 23
    assert {layout.required for layout in TEMPLATES} == set(headers)


@pytest.mark.parametrize("layout", TEMPLATES)
def test_a_template_is_taken_for_no_other_dataset(layout: type[Layout]) -> None:
    assert [other for other in LAYOUTS if other.recognises(layout.required)] == [layout]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_forced_by_the_name_of_its_dataset(layout: type[Layout]) -> None:
    assert layout.dataset.upper() in Dataset.__members__
