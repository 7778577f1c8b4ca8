"""Whoever opens the rejections finds row, column and reason, in Spanish, and nothing reckons."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import get_args

import openpyxl
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core.core_schema import ErrorType

from sep_domain.values.schools import SchoolStatus
from sep_intake.cells.broken_rules import OTHER, as_cell, in_spanish
from sep_intake.cells.places import Place
from sep_intake.cells.rows import one_of
from sep_intake.columns.layout import FileHead
from sep_intake.engine.importer import import_file
from sep_intake.layouts.reference.use_values import UseValues
from sep_intake.reports.rejections import Rejection, Rejections

HEADER = ("CONFIDENCE", "Clp por USE", "FROM_MONTH")
COLUMNS = ("confidence", "clp_per_use", "from_month")


def written(folder: Path, rejection: Rejection, place: Place | None = None) -> dict[str, str]:
    """A rejection as Excel would read it."""
    layout = UseValues(FileHead("use.csv", COLUMNS, written=HEADER))
    with Rejections(folder / "use.csv", None, layout) as rejections:
        rejections.add(rejection, place)
    with rejections.path.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file, delimiter=";")
    return row


class TestWhere:
    def test_the_column_is_spelt_as_in_the_file(self, tmp_path: Path) -> None:
        row = written(tmp_path, Rejection(2, "clp_per_use", "x", "no es un valor", "pesos"))
        assert row["campo"] == "Clp por USE"

    def test_a_blank_line_and_the_header_count_for_who_opens_the_file(
        self, database: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "use.csv"
        path.write_text("from_month;clp_per_use;confidence\n\n2024-01;30000;V\n\nx;30000;V\n")
        assert self._found(database, path) == ("2", "5", "")

    def test_the_row_is_that_of_the_sheet(self, database: str, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Valores"
        for row in (
            ["from_month", "clp_per_use", "confidence"],
            [],
            ["2024-01", 30_000, "V"],
            ["x", 30_000, "V"],
        ):
            sheet.append(row)
        book.save(path := tmp_path / "use.xlsx")
        assert self._found(database, path) == ("2", "4", "Valores")

    def _found(self, database: str, path: Path) -> tuple[str, str, str]:
        with psycopg.connect(database, autocommit=True) as conn:
            report = import_file(conn, path)
        assert report.rejections is not None
        with report.rejections.open(encoding="utf-8-sig", newline="") as file:
            [row] = csv.DictReader(file, delimiter=";")
        return row["fila"], row["linea"], row["hoja"]

    def test_of_two_scores_the_one_at_fault_is_named(self, database: str, tmp_path: Path) -> None:
        of_subject = {
            "nalu": "20",
            "prom": "250",
            "dif": "1",
            "difgru": "1",
            "sigdif": "0",
            "siggru": "0",
            "marca": "",
            "marcadif": "",
            "palu_eda_ins": "20.0",
            "palu_eda_ele": "30.0",
            "palu_eda_ade": "50.0",
        }
        cells = {
            "agno": "2024",
            "grado": "6b",
            "rbd": "1",
            "nom_rbd": "UNA",
            "cod_reg_rbd": "15",
            "cod_com_rbd": "15101",
            "cod_depe1": "2",
            "cod_grupo": "3",
            "cod_rural_rbd": "1",
            "noaplica": "0",
            **{
                f"{kind}_{subject}6b_rbd": cell
                for subject in ("lect", "mate")
                for kind, cell in of_subject.items()
            },
            "prom_mate6b_rbd": "999",
        }
        path = tmp_path / "simce6b2024.csv"
        path.write_text(";".join(cells) + "\n" + ";".join(cells.values()) + "\n")

        with psycopg.connect(database, autocommit=True) as conn:
            report = import_file(conn, path)

        assert report.rejections is not None
        assert "prom_mate6b_rbd;999;valor demasiado alto;450 o menos" in (
            report.rejections.read_text("utf-8-sig")
        )


class TestSafeToOpen:
    @pytest.mark.parametrize("value", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-"])
    def test_what_begins_like_a_formula_is_shown_as_text(self, tmp_path: Path, value: str) -> None:
        assert (
            written(tmp_path, Rejection(1, "confidence", value, "m", "f"))["valor"] == f"'{value}"
        )

    @pytest.mark.parametrize("value", ["-1500", "-1.234,50", "+5", "2024-01", "A=1", "12-3"])
    def test_a_number_and_a_common_text_stay_as_they_are(self, tmp_path: Path, value: str) -> None:
        assert written(tmp_path, Rejection(1, "confidence", value, "m", "f"))["valor"] == value

    @given(st.text(max_size=40))
    def test_no_text_is_reckoned(self, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
        value = written(tmp_path_factory.mktemp("r"), Rejection(1, text, text, text, text))["valor"]
        is_number = value.lstrip("+-").replace(".", "").replace(",", "").isdecimal()
        assert is_number or not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


class TestInSpanish:
    @pytest.mark.parametrize("rule", get_args(ErrorType))
    def test_every_rule_that_a_model_may_have_has_its_words(self, rule: str) -> None:
        """Whatever kinds of fields events have or will have."""
        reason, expected = in_spanish(rule, dict.fromkeys(LIMITS, 5))

        assert rule not in reason + expected
        assert "{" not in reason + expected
        if not rule.startswith(WITHOUT_A_KIND):
            assert (reason, expected) != OTHER

    @pytest.mark.parametrize(
        ("value", "cell"),
        [
            (SchoolStatus.RECESO, "receso"),
            (Decimal("1E+3"), "1000"),
            (date(2024, 3, 1), "2024-03-01"),
            (datetime(2024, 3, 1, tzinfo=UTC), "2024-03-01T00:00:00+00:00"),
            (True, "1"),
            (None, ""),
            ({"a": object()}, ""),
            (NoneType, ""),
        ],
    )
    def test_a_value_is_written_as_a_file_would(self, value: object, cell: str) -> None:
        assert as_cell(value) == cell

    def test_of_many_admitted_values_the_first_are_named(self) -> None:
        said = one_of(f"VALOR {number}" for number in range(100))

        assert said.startswith("uno de: VALOR 0, VALOR 1,")
        assert said.endswith(" más")
        assert len(said) < 230
        assert one_of(["A", "B"]) == "uno de: A, B"


LIMITS = (
    *("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length"),
    *("max_digits", "decimal_places", "whole_digits"),
)
WITHOUT_A_KIND = (
    *("no_such_attribute", "get_attribute_error", "missing_", "unexpected_", "multiple_argument"),
    *("callable_type", "arguments_type", "invalid_key", "not_implemented", "missing_sentinel"),
    *("default_factory", "ellipsis_error", "needs_python"),
)
"""Rules of calls and Python's own objects, which no file and no event can break."""
