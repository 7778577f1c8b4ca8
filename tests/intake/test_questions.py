"""What an import asks before it takes known values away, and what it never asks."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from sep_intake.engine.importer import import_file, import_files
from sep_intake.engine.review import FEW
from sep_intake.imports.register import recorded_imports
from sep_intake.reports.questions import Doubt
from sep_intake.reports.report import ImportReport

HEADER = (
    "periodo;sost_id;rut_sost;nombre_sost;rbd;subvencion_alias;desc_libro;tipo_docs_alias;"
    "cuenta_alias;desc_cuenta;numero_documento;nombre_documento;detalle_documento;rut_documento;"
    "fecha_documento;fecha_pago_documento;monto_total;monto_declarado"
)
BANK = "rut_sostenedor;banco;cuenta;exclusiva_sep;fecha;linea;glosa;documento;cargo;abono;saldo"
SIMCE = (
    "agno;grado;rbd;dvrbd;nom_rbd;cod_reg_rbd;nom_reg_rbd;cod_pro_rbd;nom_pro_rbd;cod_com_rbd;"
    "nom_com_rbd;cod_deprov_rbd;nom_deprov_rbd;cod_depe1;cod_depe2;cod_grupo;cod_rural_rbd;"
    "nalu_lect4b_rbd;nalu_mate4b_rbd;prom_lect4b_rbd;prom_mate4b_rbd;dif_lect4b_rbd;dif_mate4b_rbd;"
    "sigdif_lect4b_rbd;sigdif_mate4b_rbd;difgru_lect4b_rbd;difgru_mate4b_rbd;siggru_lect4b_rbd;"
    "siggru_mate4b_rbd;marca_lect4b_rbd;marca_mate4b_rbd;marcadif_lect4b_rbd;marcadif_mate4b_rbd;"
    "palu_eda_ins_lect4b_rbd;palu_eda_ele_lect4b_rbd;palu_eda_ade_lect4b_rbd;"
    "palu_eda_ins_mate4b_rbd;palu_eda_ele_mate4b_rbd;palu_eda_ade_mate4b_rbd;noaplica;"
    "codigo_bbdd;fecha_bbdd"
)


def document(
    number: int, declared: int = 1_000, *, detail: str = "lápices", year: int = 2024
) -> str:
    """A row of a sostenedor's documents."""
    return (
        f"{year};1;62000660-2;MUNI;{50001};SEP;Libro;FAC;410501;Material;{number};FAC {number};"
        f"{detail};76086428-5;{year}-05-10;{year}-05-11;{declared};{declared}"
    )


def score(rbd: int, lect: int, edition: str, code: str = "v2") -> str:
    """A school's results in an edition."""
    return (
        f"2024;4b;{rbd};0;ESCUELA;13;RM;131;STGO;13101;SANTIAGO;1301;STGO;1;1;3;1;20;20;{lect};250;"
        f"1;1;0;0;1;1;0;0;;;;;30.0;30.0;40.0;30.0;30.0;40.0;0;{code};{edition}"
    )


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(name, header, row, …)`: a file in the test's own folder."""

    def make(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


@pytest.fixture
def conn(database: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


def head(conn: Connection[Any]) -> int:
    row = conn.execute("select position from ledger.head").fetchone()
    assert row is not None
    return int(row[0])


def doubts(report: ImportReport) -> list[Doubt]:
    return [question.doubt for question in report.questions]


class TestAWholeRewrite:
    ROWS = tuple(document(number) for number in range(2 * FEW))

    def test_of_more_than_half_of_what_is_known_is_asked_about_and_nothing_appended(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, *self.ROWS))
        before = head(conn)
        changed = [document(number, 2_000) for number in range(FEW + 1)]
        path = write("b.txt", HEADER, *changed, *self.ROWS[FEW + 1 :])

        asked = import_file(conn, path)

        assert doubts(asked) == [Doubt.WHOLE_REWRITE]
        assert f"{FEW + 1} de los {2 * FEW} hechos" in asked.questions[0].text
        assert head(conn) == before
        assert import_file(conn, path, confirm=True).restated == FEW + 1

    def test_of_half_is_none(self, conn: Connection[Any], write: Write) -> None:
        import_file(conn, write("a.txt", HEADER, *self.ROWS))
        changed = [document(number, 2_000) for number in range(FEW)]
        report = import_file(conn, write("b.txt", HEADER, *changed, *self.ROWS[FEW:]))
        assert (doubts(report), report.restated) == ([], FEW)

    def test_of_a_few_is_what_a_person_corrects_by_hand(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, *self.ROWS[: FEW - 1]))
        changed = [document(number, 2_000) for number in range(FEW - 1)]
        assert import_file(conn, write("b.txt", HEADER, *changed)).restated == FEW - 1

    def test_a_file_of_many_years_is_asked_about_before_any_of_them_is_appended(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, *self.ROWS))
        before = head(conn)
        new_year = [document(number, year=2023) for number in range(5)]
        changed = [document(number, 2_000) for number in range(2 * FEW)]

        asked = import_file(conn, write("b.txt", HEADER, *new_year, *changed), batch_rows=4)

        assert doubts(asked) == [Doubt.WHOLE_REWRITE]
        assert head(conn) == before

    def test_a_long_one_says_what_of_unknown_years_was_appended_before_it_had_to_ask(
        self, conn: Connection[Any], write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import_file(conn, write("a.txt", HEADER, *self.ROWS))
        monkeypatch.setattr("sep_intake.engine.run._LEAD", 1)
        new_year = [document(number, year=2023) for number in range(8)]
        changed = [document(number, 2_000) for number in range(2 * FEW)]

        asked = import_file(conn, write("b.txt", HEADER, *new_year, *changed), batch_rows=4)

        assert doubts(asked) == [Doubt.WHOLE_REWRITE]
        assert (asked.rows, asked.new, asked.restated) == (8 + 2 * FEW, 8, 0)
        (_, record) = recorded_imports(conn)
        assert record.state.is_open


class TestValuesLost:
    def test_a_column_emptied_throughout_is_named_and_asked_about(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, document(1), document(2, detail="")))
        before = head(conn)

        asked = import_file(
            conn, write("b.txt", HEADER, document(1, detail=""), document(2, detail=""))
        )

        assert doubts(asked) == [Doubt.LOST_VALUES]
        assert "detalle_documento (1 hecho)" in asked.questions[0].text
        assert head(conn) == before

    def test_so_is_one_of_zeros(self, conn: Connection[Any], write: Write) -> None:
        import_file(conn, write("a.txt", HEADER, document(1)))
        asked = import_file(conn, write("b.txt", HEADER, document(1, 0)))
        assert "monto_declarado" in asked.questions[0].text

    def test_so_is_what_names_a_fact_which_would_make_others_of_them(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, document(1), document(2)))
        unnamed = [document(number).replace(";50001;", ";;") for number in (1, 2)]
        asked = import_file(conn, write("b.txt", HEADER, *unnamed))
        assert doubts(asked) == [Doubt.LOST_VALUES]
        assert "rbd (2 hechos)" in asked.questions[0].text

    def test_columns_of_a_bank_account_are_named_as_its_template_has_them(
        self, conn: Connection[Any], write: Write
    ) -> None:
        line = "62000660-2;Banco;00123;1;2023-03-31;1;ABONO SEP;{};;5000;{}"
        import_file(conn, write("a.csv", BANK, line.format("77", "5000")))
        asked = import_file(conn, write("b.csv", BANK, line.format("", "")))
        assert asked.questions[0].text.endswith(": documento (1 hecho), saldo (1 hecho)")

    def test_one_that_some_row_still_fills_is_not(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, document(1), document(2)))
        report = import_file(conn, write("b.txt", HEADER, document(1, detail=""), document(2)))
        assert (doubts(report), report.restated, report.equal) == ([], 1, 1)

    def test_nor_one_that_a_new_row_fills(self, conn: Connection[Any], write: Write) -> None:
        import_file(conn, write("a.txt", HEADER, document(1)))
        report = import_file(conn, write("b.txt", HEADER, document(1, detail=""), document(2)))
        assert (doubts(report), report.new, report.restated) == ([], 1, 1)


class TestEditions:
    def test_an_earlier_edition_asks_and_changes_nothing(
        self, conn: Connection[Any], write: Write
    ) -> None:
        final = write("final.csv", SIMCE, score(1, 299, "20260622"), score(2, 250, "20260622"))
        early = write(
            "otro.csv",
            SIMCE,
            score(1, 281, "20260427"),
            score(2, 250, "20260427"),
            score(3, 200, "20260427"),
        )
        import_file(conn, final)
        before = head(conn)

        asked = import_file(conn, early)

        assert doubts(asked) == [Doubt.EARLIER_EDITION]
        assert "2026-04-27" in asked.questions[0].text
        assert "2026-06-22, «final.csv»" in asked.questions[0].text
        assert head(conn) == before

    def test_so_does_one_that_only_adds_what_the_later_one_left_out(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("final.csv", SIMCE, score(1, 299, "20260622")))
        asked = import_file(conn, write("otro.csv", SIMCE, score(3, 200, "20260427")))
        assert doubts(asked) == [Doubt.EARLIER_EDITION]

    def test_an_edition_between_the_first_and_a_later_one_that_said_the_same_asks_too(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("abril.csv", SIMCE, score(1, 281, "20260427")))
        import_file(conn, write("junio.csv", SIMCE, score(1, 281, "20260622")))
        asked = import_file(conn, write("mayo.csv", SIMCE, score(1, 299, "20260515")))
        assert doubts(asked) == [Doubt.EARLIER_EDITION]

    def test_a_later_edition_restates_unasked_and_is_not_undone_by_the_earlier_file(
        self, conn: Connection[Any], write: Write
    ) -> None:
        early = write("otro.csv", SIMCE, score(1, 281, "20260427"))
        import_file(conn, early)
        assert import_file(conn, write("final.csv", SIMCE, score(1, 299, "20260622"))).restated == 1

        again = import_file(conn, early)

        assert (doubts(again), again.superseded, again.equal) == ([], 1, 0)
        (by,) = again.of_facts.superseded_by
        assert by.name == "final.csv"

    def test_nor_by_a_file_that_had_said_the_same_as_another(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("uno.csv", SIMCE, score(1, 281, "20260427")))
        same = write("dos.csv", SIMCE, score(1, 281, "20260427"), "")
        import_file(conn, same)
        import_file(conn, write("final.csv", SIMCE, score(1, 299, "20260427", "v3")))

        again = import_file(conn, same)

        assert (again.superseded, again.restated) == (1, 0)

    def test_told_to_an_earlier_edition_does_restate(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("final.csv", SIMCE, score(1, 299, "20260622")))
        early = write("otro.csv", SIMCE, score(1, 281, "20260427"))
        assert import_file(conn, early, confirm=True).restated == 1

    def test_in_one_command_editions_go_in_their_order_whatever_their_names(
        self, conn: Connection[Any], write: Write, tmp_path: Path
    ) -> None:
        write("a.csv", SIMCE, score(1, 299, "20260622"))
        write("b.csv", SIMCE, score(1, 281, "20260427"))
        summary = import_files(conn, [tmp_path])
        assert [report.path.name for report in summary.reports] == ["b.csv", "a.csv"]
        assert [report.restated for report in summary.reports] == [0, 1]

    def test_the_name_of_a_register_tells_its_edition(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", SIMCE, score(1, 299, "20260622")))
        row = conn.execute(
            "select convert_from(metadata, 'UTF8')::jsonb #>> '{source,edition_day}'"
            " from ledger.events order by position limit 1"
        ).fetchone()
        assert row == ("2026-06-22",)

    def test_a_preliminary_one_of_the_same_day_asks(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", SIMCE, score(1, 299, "20260622", "final20260622v2")))
        early = write("b.csv", SIMCE, score(1, 281, "20260622", "preliminar20260422v1"))
        (question,) = import_file(conn, early).questions
        assert "2026-06-22, preliminar" in question.text

    def test_one_that_says_no_edition_asks_before_it_replaces_one_that_does(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", SIMCE, score(1, 299, "20260622")))
        (question,) = import_file(conn, write("b.csv", SIMCE, score(1, 281, "", ""))).questions
        assert "no dice de qué edición es" in question.text

    def test_one_of_which_some_row_is_earlier_asks(
        self, conn: Connection[Any], write: Write
    ) -> None:
        final = [score(1, 299, "20260622"), score(2, 250, "20260622")]
        import_file(conn, write("a.csv", SIMCE, *final))
        mixed = write("b.csv", SIMCE, score(1, 299, "20260622"), score(2, 240, "20260101"))
        assert doubts(import_file(conn, mixed)) == [Doubt.EARLIER_EDITION]


class TestOtherThings:
    HEADER = (
        "rut_sostenedor;banco;cuenta;exclusiva_sep;fecha;linea;glosa;documento;cargo;abono;saldo"
    )

    def line(self, number: int, text: str, into: int, balance: int) -> str:
        return f"62000660-2;BANCO;77;1;2024-05-02;{number};{text};;;{into};{balance}"

    def test_a_bank_line_is_not_replaced_by_another_of_the_same_day_unasked(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("mañana.csv", self.HEADER, self.line(1, "ABONO", 1_000, 1_000)))
        before = head(conn)

        asked = import_file(
            conn, write("tarde.csv", self.HEADER, self.line(1, "OTRO ABONO", 500, 1_500))
        )

        assert doubts(asked) == [Doubt.OTHER_THINGS]
        assert head(conn) == before

    def test_one_whose_text_is_corrected_is_the_same_line(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", self.HEADER, self.line(1, "ABONO", 1_000, 1_000)))
        corrected = self.line(1, "ABONO SEP", 1_000, 1_000)
        report = import_file(conn, write("b.csv", self.HEADER, corrected))
        assert (doubts(report), report.restated) == ([], 1)
        assert len(report.changed) == 1


class TestCompleteFiles:
    def test_what_a_corrected_file_lacks_is_listed_and_stays(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, *map(document, (1, 2, 3))))

        report = import_file(conn, write("b.txt", HEADER, *map(document, (1, 3))))

        assert (report.equal, report.absent, report.withdrawn) == (2, 1, 0)
        assert report.absences is not None
        with report.absences.open(encoding="utf-8-sig", newline="") as file:
            (listed,) = csv.DictReader(file, delimiter=";")
        assert (listed["archivo"], listed["fila"]) == ("a.txt", "2")
        assert (listed["numero_documento"], listed["monto_declarado"]) == ("2", "1000")

    def test_said_to_be_complete_it_withdraws_them_and_they_do_not_come_back_by_themselves(
        self, conn: Connection[Any], write: Write
    ) -> None:
        first = write("a.txt", HEADER, *map(document, (1, 2, 3)))
        import_file(conn, first)

        report = import_file(conn, write("b.txt", HEADER, *map(document, (1, 3))), complete=True)

        assert (report.equal, report.absent, report.withdrawn) == (2, 1, 1)
        assert topics(conn)[-3:] == ["fact.withdrawn", "import.started", "import.finished"]
        again = import_file(conn, first)
        assert (again.equal, again.superseded) == (2, 1)
        assert import_file(conn, first, confirm=True).restated == 1

    def test_another_sostenedor_and_another_year_are_not_lacking(
        self, conn: Connection[Any], write: Write
    ) -> None:
        other = document(9).replace("62000660-2", "61000012-5")
        import_file(conn, write("a.txt", HEADER, other, document(1, year=2023)))
        report = import_file(conn, write("b.txt", HEADER, document(1)), complete=True)
        assert (report.new, report.absent, report.withdrawn) == (1, 0, 0)

    def test_a_file_with_rejected_rows_is_not_taken_for_complete(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, *map(document, (1, 2))))
        broken = document(2).replace(";1000;1000", ";x;1000")
        report = import_file(conn, write("b.txt", HEADER, document(1), broken), complete=True)
        assert (report.rejected, report.absent, report.withdrawn) == (1, 0, 0)
        assert "no se retiró nada" in report.first_warnings[0].reason

    def test_to_withdraw_most_of_what_is_known_is_asked_about(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, *map(document, range(3 * FEW))))
        short = write("b.txt", HEADER, *map(document, range(FEW)))
        asked = import_file(conn, short, complete=True)
        assert (doubts(asked), asked.withdrawn) == ([Doubt.INCOMPLETE], 0)
        assert import_file(conn, short, complete=True, confirm=True).withdrawn == 2 * FEW

    def test_of_several_files_of_a_dataset_none_is_taken_for_the_whole(
        self, conn: Connection[Any], write: Write, tmp_path: Path
    ) -> None:
        write("a.txt", HEADER, *map(document, (1, 2)))
        write("b.txt", HEADER, *map(document, (3, 4)))
        summary = import_files(conn, [tmp_path], complete=True)
        assert [doubts(report) for report in summary.reports] == [[Doubt.SEVERAL]] * 2

    def test_twins_of_a_document_are_told_apart(self, conn: Connection[Any], write: Write) -> None:
        import_file(conn, write("a.txt", HEADER, document(1), document(1)))
        report = import_file(conn, write("b.txt", HEADER, document(1)), complete=True)
        assert (report.equal, report.withdrawn) == (1, 1)


def topics(conn: Connection[Any]) -> list[str]:
    rows = conn.execute("select topic from ledger.events order by position")
    return [topic.removeprefix("cl.sep.").removesuffix(".v1") for (topic,) in rows]


class TestCounts:
    def test_rows_are_counted_once_each_and_add_up(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.txt", HEADER, *map(document, (1, 2, 3))))
        broken = document(5).replace(";1000;1000", ";x;1000")
        rows = (document(1), document(2, 2_000), document(4), broken)

        report = import_file(conn, write("b.txt", HEADER, *rows))

        of = report.of_rows
        assert (of.new, of.restated, of.equal, of.superseded) == (1, 1, 1, 0)
        assert (report.rows, report.rejected, report.silent) == (4, 1, 0)

    def test_a_row_of_several_facts_is_what_the_weightiest_of_them_is(
        self, conn: Connection[Any], write: Write
    ) -> None:
        header = (
            "rbd;numero;rut_sostenedor;fecha_solicitud;fecha_firma;fecha_inicio;fecha_termino;"
            "clasificacion_sep;fecha_solicitud_renovacion;prorroga_hasta;fecha_renovacion;"
            "fecha_cierre;motivo_cierre"
        )
        signed = "50001;1;62000660-2;;2020-01-10;2020-03-01;2024-02-28;AUTONOMO;;;;"
        import_file(conn, write("a.csv", header, f"{signed};"))
        ended = write("b.csv", header, f"{signed}2023-12-31;renunciado")
        report = import_file(conn, ended)
        assert (report.new, report.equal, report.of_rows.new, report.of_rows.equal) == (1, 1, 1, 0)
