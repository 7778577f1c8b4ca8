"""Journal, statement, documents and payments say the same, but for what was put into the sample.

Each is summed by itself: the journal in the database, the others by DuckDB from the files. What
differs must be exactly what the answer key and `additions` name.
"""

from collections.abc import Iterator
from typing import Any

import duckdb
import psycopg
import pytest

Key = tuple[Any, ...]
Sums = dict[Key, int]

SEP_INCOME = "3103"
"""310301 to 310304 as one, for the payments file does not tell them apart."""

Journal = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def journal(ledger: str) -> Iterator[Journal]:
    """The postings as the database holds them now, in the relation `posted`."""
    with psycopg.connect(ledger) as connection:
        connection.execute(
            "create temporary view posted as"
            " select coalesce(sostenedor, '') as sostenedor, coalesce(rbd, 0) as rbd, year,"
            " extract(year from effective)::integer as calendar_year, fund, account, amount"
            " from journal.posting where known_to = 9223372036854775807"
        )
        yield connection


def sums(base: duckdb.DuckDBPyConnection | Journal, query: str) -> Sums:
    """The last column by all others, where it is not zero."""
    rows: list[Any] = base.execute(query).fetchall()
    assert rows
    return {row[:-1]: int(row[-1]) for row in rows if row[-1]}


def differences(left: Sums, right: Sums) -> Sums:
    """Left less right, where they differ."""
    keys = left.keys() | right.keys()
    return {
        key: left.get(key, 0) - right.get(key, 0)
        for key in sorted(keys)
        if left.get(key, 0) != right.get(key, 0)
    }


def anomalies(files: duckdb.DuckDBPyConnection, rule: str) -> list[dict[str, str]]:
    """What the answer key says of a rule: school, sostenedor, year and the parts of its key."""
    rows = files.execute(
        "select rbd, rut_sostenedor, anio, clave from anomalias where regla = ?", [rule]
    ).fetchall()
    assert rows
    return [
        {
            "rbd": rbd,
            "sostenedor": rut,
            "year": year,
            **dict(part.split("=", 1) for part in found.split(";")),
        }
        for rbd, rut, year, found in rows
    ]


@pytest.fixture(scope="module")
def key(files: duckdb.DuckDBPyConnection, country: Any) -> duckdb.DuckDBPyConnection:
    """The files, and the answer key beside them."""
    path = country / "anomalias.csv"
    files.execute(
        f"create or replace table anomalias as select * from"
        f" read_csv('{path}', delim=';', header=true, all_varchar=true)"
    )
    return files


def test_expenses_are_the_documents_to_the_peso(
    journal: Journal, files: duckdb.DuckDBPyConnection
) -> None:
    posted = sums(
        journal,
        "select sostenedor, rbd, year, fund, account, sum(amount) from posted"
        " where left(account, 1) in ('4', '6', '7') group by 1, 2, 3, 4, 5",
    )
    declared = sums(
        files,
        "select sostenedorRut, coalesce(rbd, 0), year, subvencion, account, sum(declared)"
        " from document group by all",
    )
    assert differences(posted, declared) == {}


def test_expenses_are_the_estado_de_resultados_but_for_the_repeated_document(
    journal: Journal, files: duckdb.DuckDBPyConnection
) -> None:
    posted = sums(
        journal,
        "select sostenedor, rbd, year, fund, account, sum(amount) from posted"
        " where left(account, 1) in ('4', '6', '7') group by 1, 2, 3, 4, 5",
    )
    stated = sums(
        files,
        "select sostenedorRut, coalesce(rbd, 0), line.year, subvencion, account, sum(amount)"
        " from line left join numbered using (year, sostenedorId)"
        " where kind = 'GASTO' group by all",
    )
    assert differences(posted, stated) == {
        **repeated(files, "document", "declared", +1),
        **repeated(files, "line", "amount", -1, kind="GASTO"),
    }


def repeated(
    files: duckdb.DuckDBPyConnection, view: str, amount: str, sign: int, kind: str | None = None
) -> Sums:
    """What `additions` repeats at the end of 2019's files, for the school and for its center."""
    rut = "sostenedorRut" if view == "document" else "numbered.sostenedorRut"
    joined = "" if view == "document" else "left join numbered using (year, sostenedorId)"
    row = files.execute(
        f"select {rut}, {view}.subvencion, account, {amount}, "
        f"{'null' if kind is None else 'kind'},"
        f" (select max(rbd) from {view} as school where school.year = 2019"
        f"  and school.subvencion = {view}.subvencion and school.account = {view}.account"
        f"  and school.{amount} = {view}.{amount})"
        f" from {view} {joined} where {view}.rbd is null"
    ).fetchone()
    assert row is not None
    sostenedor, fund, account, value, found, rbd = row
    if kind is not None and found != kind:
        return {}
    return {
        (sostenedor, school, 2019, fund, account): sign * int(value) for school in (0, int(rbd))
    }


def test_a_document_paid_late_is_all_that_stands_in_another_year(
    journal: Journal, key: duckdb.DuckDBPyConnection
) -> None:
    by_date = sums(
        journal,
        "select rbd, calendar_year, account, sum(amount) from posted"
        " where left(account, 1) = '4' group by 1, 2, 3",
    )
    by_books = sums(
        journal,
        "select rbd, year, account, sum(amount) from posted"
        " where left(account, 1) = '4' group by 1, 2, 3",
    )
    expected: Sums = {}
    for found in anomalies(key, "RF40"):
        rbd, year = int(found["rbd"]), int(found["year"])
        (amount,) = key.execute(
            "select declared from document where rbd = ? and year = ? and documentNumber = ?"
            " and account = ? and subvencion = 'SEP'",
            [rbd, year, found["numero"], found["cuenta"]],
        ).fetchall()
        expected[rbd, year, found["cuenta"]] = -amount[0]
        expected[rbd, year + 1, found["cuenta"]] = amount[0]
    assert differences(by_date, by_books) == expected


def test_income_is_the_payments_file_to_the_peso(
    journal: Journal, files: duckdb.DuckDBPyConnection
) -> None:
    posted = sums(
        journal,
        "select sostenedor, rbd, year, fund, account, -sum(amount) from posted"
        " where left(account, 1) = '3' and fund <> 'INDISTINTA' group by 1, 2, 3, 4, 5",
    )
    paid = sums(
        files,
        "select sostenedorRut, rbd, year, 'SEP', '310301', sum(sepTotal) from payment group by all"
        " union all"
        " select sostenedorRut, rbd, payment.year, 'GENERAL', '310101', sum(amount)"
        " from component join payment using (rbd, month)"
        " where component = 'escolaridad' group by all"
        " union all"
        " select sostenedorRut, rbd, payment.year, 'INTERNADO', '310307', sum(amount)"
        " from component join payment using (rbd, month)"
        " where component = 'internado' group by all",
    )
    assert differences(posted, paid) == {}


def test_income_is_the_estado_de_resultados_but_for_what_the_key_names(
    journal: Journal, key: duckdb.DuckDBPyConnection
) -> None:
    posted = sums(
        journal,
        f"select rbd, year, fund, case when account between '310301' and '310304'"
        f" then '{SEP_INCOME}' else account end, -sum(amount) from posted"
        " where left(account, 1) in ('3', '8') and fund <> 'INDISTINTA' group by 1, 2, 3, 4",
    )
    stated = sums(
        key,
        "select coalesce(rbd, 0), year, subvencion, case when account between '310301' and '310304'"
        f" then '{SEP_INCOME}' else account end, sum(amount)"
        " from line where kind = 'INGRESO' and account <> '500001' group by all",
    )
    # Books are kept by school, year and subvención; a school of the sample without SEP keeps none.
    books = {row[:3] for row in stated}
    found = differences({row: posted[row] for row in posted if row[:3] in books}, stated)

    # Fees charged to prioritarios and booked as income of the SEP (RF38): no payment.
    for anomaly in anomalies(key, "RF38"):
        charged = (int(anomaly["rbd"]), int(anomaly["year"]), "SEP", anomaly["cuenta"])
        assert found.pop(charged) == -stated[charged]
    # What `additions` writes over the SEP of one school in 2018.
    assert found.pop((50001, 2018, "SEP", SEP_INCOME)) < 0
    assert found == {}


def test_schools_without_books_have_no_documents_either(
    files: duckdb.DuckDBPyConnection,
) -> None:
    (outside,) = files.execute(
        "select count(*) from document where rbd is not null"
        " and not exists (select 1 from line where line.rbd = document.rbd"
        " and line.year = document.year)"
    ).fetchall()
    assert outside == (0,)


def test_opening_and_what_moved_is_the_opening_of_the_next_year(
    journal: Journal, files: duckdb.DuckDBPyConnection
) -> None:
    """Saldo inicial + ingresos − gastos = saldo final, by school."""
    left = sums(
        journal,
        "select rbd, year + 1, sum(amount) from ("
        " select rbd, year, -amount as amount from posted where fund = 'SEP'"
        " and left(account, 1) in ('3', '4', '6', '7', '8')"
        " union all select rbd, year, level from journal.entry where fund = 'SEP'"
        " and event = 'account.declared' and known_to = 9223372036854775807"
        ") as moved where year < 2025 and rbd > 0 group by 1, 2",
    )
    opened = sums(
        journal,
        "select coalesce(rbd, 0), year, sum(level) from journal.entry where fund = 'SEP'"
        " and event = 'account.declared' and known_to = 9223372036854775807"
        " and year > 2014 group by 1, 2",
    )
    found = differences(left, opened)

    # `additions` writes over the SEP of one school in 2018, and repeats an opening balance and a
    # document of 2019.
    assert found.pop((50001, 2019)) < 0
    for (_, rbd, *_), amount in repeated(files, "line", "amount", -1).items():
        assert found.pop((rbd, 2019)) == amount
    for (_, rbd, *_), amount in repeated(files, "document", "declared", +1).items():
        if rbd:
            openings = repeated(files, "line", "amount", +1)
            opening = next(value for (_, of, *_), value in openings.items() if of == rbd)
            assert found.pop((rbd, 2020)) == opening - amount
    assert found == {}


def test_the_bank_stands_where_its_last_line_says(
    journal: Journal, files: duckdb.DuckDBPyConnection
) -> None:
    posted = sums(
        journal,
        "select sostenedor, bank_account, sum(amount) from journal.posting"
        " where account = '110101' and known_to = 9223372036854775807 group by 1, 2",
    )
    stated = sums(
        files,
        "select rut_sostenedor, cuenta, arg_max(saldo::bigint, (fecha, linea::integer))"
        " from movimientos_bancarios group by all",
    )
    assert differences(posted, stated) == {}


CLOSINGS = """
    select rbd, year, subvencion, sum(if(kind = 'INGRESO', amount, -amount))
    from line where rbd is not null group by all
"""


# A fund keeps books from a year on. What was paid before is in their opening, if it was left over.
PAID_BEFORE_BOOKS = """
    with paid as (
        select rbd, year, 'SEP' as subvencion, sepTotal as amount from payment
        union all
        select component.rbd, payment.year, fund, amount
        from component
        join payment using (rbd, month)
        join (
            values ('escolaridad', 'GENERAL'), ('internado', 'INTERNADO')
        ) as rule (component, fund) using (component)
    ),
    begun as (
        select rbd, subvencion, min(year) as first_year
        from line where rbd is not null group by all
    )
    select rbd, first_year, subvencion, sum(amount)
    from paid join begun using (rbd, subvencion)
    where year < first_year group by all
"""


def test_a_school_keeps_what_its_fund_closes_with_in_every_year(
    journal: Journal, key: duckdb.DuckDBPyConnection
) -> None:
    """Its aportes en cuenta compartida: what its lines clear through the sostenedor's accounts."""
    moved = sums(
        journal,
        "select rbd, year, fund, sum(amount) from journal.posting where through = '110202'"
        " and known_to = 9223372036854775807 and fund <> 'INDISTINTA' group by 1, 2, 3",
    )
    books: list[Key] = [row[:-1] for row in key.execute(CLOSINGS).fetchall()]
    kept = up_to_each_year(moved, books)
    found = differences(kept, sums(key, CLOSINGS))

    # Of the first years of a fund that kept no books: the journal has them, and no closing does.
    causes = sums(key, PAID_BEFORE_BOOKS)
    # The document of 2019 that `additions` repeats is spent twice and closed once.
    for (_, rbd, year, fund, _), amount in repeated(key, "document", "declared", +1).items():
        if rbd:
            causes[rbd, year, fund] = -amount
    # Fees charged to prioritarios and booked as income of the SEP (RF38): no payment.
    for anomaly in anomalies(key, "RF38"):
        rbd, year = int(anomaly["rbd"]), int(anomaly["year"])
        (charged,) = key.execute(
            "select sum(amount) from line where rbd = ? and year = ? and account = ?"
            " and subvencion = 'SEP'",
            [rbd, year, anomaly["cuenta"]],
        ).fetchall()
        causes[rbd, year, "SEP"] = -charged[0]
    # What it writes over the SEP of one school in 2018 is paid, and in no fund.
    causes[50001, 2018, "SEP"] = found[50001, 2018, "SEP"]
    assert causes[50001, 2018, "SEP"] < 0
    expected = up_to_each_year(causes, books)
    # The opening of 2019 that it repeats is in the closing of that year, and in no later opening.
    for (_, rbd, year, fund, _), amount in repeated(key, "line", "amount", +1).items():
        if rbd:
            expected[rbd, year, fund] = expected.get((rbd, year, fund), 0) - amount
    assert found == expected


def up_to_each_year(moved: Sums, books: list[Key]) -> Sums:
    """What moved in a school's fund by the end of each of these years, where it is not zero."""
    found = {
        (rbd, year, fund): sum(
            amount
            for (of, then, into), amount in moved.items()
            if of == rbd and into == fund and then <= year
        )
        for rbd, year, fund in books
    }
    return {row: amount for row, amount in found.items() if amount}


def test_no_two_openings_are_added_up(journal: Journal, files: duckdb.DuckDBPyConnection) -> None:
    posted = sums(
        journal,
        "select rbd, fund, -sum(amount) from posted where account = '500001' and rbd > 0"
        " group by 1, 2",
    )
    last = sums(
        files,
        "select rbd, subvencion, sum(amount) from line where account = '500001' and rbd is not null"
        " and year = (select max(year) from line as last where last.account = '500001'"
        " and last.rbd = line.rbd and last.subvencion = line.subvencion) group by all",
    )
    assert differences(posted, last) == {}
