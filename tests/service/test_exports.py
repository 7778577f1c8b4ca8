"""The journal taken elsewhere: other tools read it without a complaint and agree to the peso."""

import csv
import dataclasses
import hashlib
import io
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import psycopg
import pytest
from beancount import loader
from beancount.core.data import Open, Transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Server
from tests.projections.conftest import record
from tests.projections.given import payment
from tests.projections.journal_given import bank_line, closed, document, opening
from tests.service.serving import Service, serving
from typer.testing import CliRunner

from sep_domain.values.identifiers import Rbd, Rut
from sep_intake.engine.importer import import_files
from sep_projections.exports import posting_batches as reading
from sep_projections.exports.account_names import account_in_text
from sep_projections.exports.formats import FORMATS, FormatName
from sep_projections.exports.posting_batches import Selection, UnknownPositionError
from sep_projections.exports.tables import COLUMNS
from sep_projections.update import prepare, update
from sep_sample import generate
from sep_service.cli.app import app
from sep_service.cli.whole_files import open_target
from sep_service.rest import exports

BEAN_CHECK = Path(sys.executable).parent / "bean-check"
EVERYTHING = Selection()
HOLDER = Rut("62000660-2")
INTERNAL = {"filename", "lineno", "__tolerances__"}
"""What beancount itself notes of an entry."""
Balances = dict[tuple[str, str], int]
"""What moved by account in text and month."""


@pytest.fixture(scope="module")
def sample(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Twenty fictional schools in three years, imported."""
    folder = tmp_path_factory.mktemp("country") / "sample"
    generate(folder, schools=20, years=range(2022, 2025), seed=11, pupils=False)
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        import_files(conninfo, [folder], rejections_in=tmp_path_factory.mktemp("rechazos"))
        with psycopg.connect(conninfo, autocommit=True) as connection:
            update(connection)
        yield conninfo


@pytest.fixture
def books(postgres: Server, folded_template: str) -> Iterator[str]:
    """A charge of 300, a document of 250 for it, one of another fund and one of another school."""
    with postgres.fresh_database(folded_template) as conninfo:
        add(
            conninfo,
            bank_line(-300, 'PAGO "FACE"; 77 | \n uno'),
            document(250),
            document(40, number="78", subvencion="PIE"),
            document(30, number="79", rbd=2, occurred_on=date(2024, 8, 1)),
        )
        yield conninfo


def add(conninfo: str, *facts: Any) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        record(connection, facts)
        update(connection)


def written(
    conninfo: str,
    name: FormatName,
    selection: Selection = EVERYTHING,
    position: int | None = None,
) -> bytes:
    with reading.open_part(conninfo, selection, position) as part:
        return b"".join(FORMATS[name].render(part))


def our_balances(conninfo: str) -> Balances:
    """By SQL, account and month."""
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(
            "select account, fund, bank.sostenedor, bank.bank_account,"
            " to_char(effective, 'YYYY-MM'), sum(amount)"
            " from journal.posting left join lateral ("
            "  select posting.sostenedor, posting.bank_account where account = '110101'"
            " ) as bank on true"
            " where known_to = 9223372036854775807 group by 1, 2, 3, 4, 5"
        ).fetchall()
    found = {(account_in_text(*account), month): int(amount) for *account, month, amount in rows}
    return {key: amount for key, amount in found.items() if amount}


def read_by_beancount(path: Path) -> list[Any]:
    entries, errors, _ = loader.load_file(str(path))
    assert errors == []
    return list(entries)


def test_bean_check_finds_no_error(sample: str, tmp_path: Path) -> None:
    path = tmp_path / "diario.beancount"
    path.write_bytes(written(sample, FormatName.BEANCOUNT))

    checked = subprocess.run([BEAN_CHECK, path], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_beancount_agrees_on_every_account_and_month(sample: str, tmp_path: Path) -> None:
    path = tmp_path / "diario.beancount"
    path.write_bytes(written(sample, FormatName.BEANCOUNT))

    moved: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in read_by_beancount(path):
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                moved[posting.account, f"{entry.date:%Y-%m}"] += posting.units.number

    assert {key: int(amount) for key, amount in moved.items() if amount} == our_balances(sample)


def test_hledger_agrees_on_every_account_and_month(sample: str, tmp_path: Path) -> None:
    hledger = shutil.which("hledger")
    if hledger is None:
        pytest.skip("no hledger on PATH: apt-get install hledger")
    path = tmp_path / "diario.journal"
    path.write_bytes(written(sample, FormatName.HLEDGER))

    asked = [hledger, "-f", str(path), "--strict", "balance", "--monthly", "--flat", "--no-total"]
    done = subprocess.run(
        [*asked, "--layout=tidy", "-O", "csv"], capture_output=True, text=True, check=True
    )

    rows = csv.DictReader(io.StringIO(done.stdout))
    moved = {(row["account"], row["period"]): int(row["value"]) for row in rows}
    assert {key: amount for key, amount in moved.items() if amount} == our_balances(sample)


def test_csv_and_parquet_hold_the_same_rows(sample: str) -> None:
    table = pl.read_parquet(io.BytesIO(written(sample, FormatName.PARQUET)))
    text = written(sample, FormatName.CSV).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))

    assert table.schema == pl.Schema(COLUMNS)
    assert [int(row["monto"]) for row in rows] == table["monto"].to_list()
    assert [row["glosa"] for row in rows] == table["glosa"].to_list()
    assert [row["fecha"] for row in rows] == [str(day) for day in table["fecha"]]
    moved = Counter[tuple[str, str]]()
    for row in rows:
        account = account_in_text(
            row["cuenta"], row["subvencion"], row["rut_sostenedor"], row["cuenta_bancaria"] or None
        )
        moved[account, row["fecha"][:7]] += int(row["monto"])
    assert {key: amount for key, amount in moved.items() if amount} == our_balances(sample)


@pytest.mark.parametrize("name", FormatName)
def test_the_same_part_gives_the_same_bytes(
    sample: str, name: FormatName, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hashlib.sha256(written(sample, name)).digest()
    assert hashlib.sha256(written(sample, name)).digest() == first
    if name is not FormatName.PARQUET:
        monkeypatch.setattr(reading, "BATCH", 7)
        assert hashlib.sha256(written(sample, name)).digest() == first


@pytest.mark.parametrize("name", FormatName)
def test_an_export_as_known_then_stays_the_same(books: str, name: FormatName) -> None:
    before = written(books, name, position=4)
    add(books, document(999), document(60, number="80"))

    assert written(books, name, position=4) == before
    assert written(books, name) != before


@pytest.mark.parametrize(
    ("selection", "amounts"),
    [
        (Selection(), [-300, 250, 40, 30]),
        (Selection(rbd=Rbd(1)), [250, 40]),
        (Selection(fund="SEP"), [-300, 250, 30]),
        (Selection(fund="PIE"), [40]),
        (Selection(sostenedor=HOLDER), [-300, 250, 40, 30]),
        (Selection(sostenedor=Rut("11111111-1")), []),
        (Selection(from_date=date(2024, 5, 1), to_date=date(2024, 5, 31)), [250, 40]),
        (Selection(to_date=date(2024, 4, 30)), [-300]),
    ],
)
def test_a_part_is_chosen_by_holder_school_fund_and_days(
    books: str, selection: Selection, amounts: list[int]
) -> None:
    table = pl.read_parquet(io.BytesIO(written(books, FormatName.PARQUET, selection)))

    of_interest = pl.col("cuenta").is_in(["110101", "410605"])
    assert table.filter(of_interest)["monto"].to_list() == amounts
    assert table["monto"].sum() == 0


def test_an_entry_leads_to_its_file_and_row(books: str, tmp_path: Path) -> None:
    add(books, closed(), document(60, number="80"))
    path = tmp_path / "diario.beancount"
    path.write_bytes(written(books, FormatName.BEANCOUNT))

    (entry,) = [
        entry
        for entry in read_by_beancount(path)
        if isinstance(entry, Transaction) and entry.narration == "Documento FACE 80"
    ]
    shown = {key: value for key, value in entry.meta.items() if key not in INTERNAL}
    assert shown == {
        "asiento": Decimal(6),
        "evento": "expenditure.declared",
        "ejercicio": Decimal(2024),
        "rbd": Decimal(1),
        "sostenedor": "62000660-2",
        "tardio": True,
        "tardio_segun": "importación",
        "fuente": "archivo.csv:1",
    }


def test_what_a_bank_writes_does_not_break_the_text(books: str, tmp_path: Path) -> None:
    path = tmp_path / "diario.beancount"
    path.write_bytes(written(books, FormatName.BEANCOUNT))

    narrations = [e.narration for e in read_by_beancount(path) if isinstance(e, Transaction)]
    assert 'Cargo PAGO "FACE"; 77 | uno' in narrations


def test_every_account_is_opened_on_its_first_day(books: str, tmp_path: Path) -> None:
    path = tmp_path / "diario.beancount"
    path.write_bytes(written(books, FormatName.BEANCOUNT))

    opened = {e.account: e.date for e in read_by_beancount(path) if isinstance(e, Open)}
    assert opened == {
        "Assets:110101-banco:SEP:620006602:1": date(2024, 3, 20),
        "Assets:110202-aportes-en-cuenta-compartida:SEP": date(2024, 5, 3),
        "Assets:110202-aportes-en-cuenta-compartida:PIE": date(2024, 5, 3),
        "Assets:110301-fondos-por-rendir:SEP": date(2024, 3, 20),
        "Assets:110301-fondos-por-rendir:PIE": date(2024, 5, 3),
        "Expenses:410605:SEP": date(2024, 5, 3),
        "Expenses:410605:PIE": date(2024, 5, 3),
    }


def test_an_opening_balance_is_no_income(books: str, tmp_path: Path) -> None:
    """Years before earned it: what the tools call income is what was received in the period."""
    add(books, opening(900), payment(1, "2024-03", 70))
    path = tmp_path / "diario.beancount"
    path.write_bytes(written(books, FormatName.BEANCOUNT))

    moved = Counter[str]()
    for entry in read_by_beancount(path):
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                moved[posting.account] += int(posting.units.number or 0)
    assert moved["Equity:Opening-Balances:500001:SEP"] == -900
    assert moved["Assets:110203-saldo-inicial-por-acreditar:SEP"] == 900
    assert {name: moved[name] for name in moved if name.startswith("Income")} == {
        "Income:310301:SEP": -70
    }
    assert b"Equity:Opening-Balances:500001:SEP" in written(books, FormatName.HLEDGER)


def test_cash_is_kept_by_sostenedor_and_bank_account(books: str, tmp_path: Path) -> None:
    add(books, bank_line(-5, "OTRO", line=2, bank_account="00-2"))
    path = tmp_path / "diario.beancount"
    path.write_bytes(written(books, FormatName.BEANCOUNT))

    found = {
        (posting.account, entry.meta["cuenta_bancaria"]): posting.units and posting.units.number
        for entry in read_by_beancount(path)
        if isinstance(entry, Transaction)
        for posting in entry.postings
        if posting.account.startswith("Assets:110101")
    }
    assert found == {
        ("Assets:110101-banco:SEP:620006602:1", "1"): -300,
        ("Assets:110101-banco:SEP:620006602:00-2d2", "00-2"): -5,
    }


def test_a_position_that_the_views_have_not_reached_is_refused(books: str) -> None:
    with pytest.raises(UnknownPositionError, match="position 5 is asked for; the views stand at 4"):
        written(books, FormatName.CSV, position=5)


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), min_size=2, unique=True))
def test_different_accounts_and_funds_have_different_names(pairs: list[tuple[str, str]]) -> None:
    names = {account_in_text(code, fund) for code, fund in pairs}
    assert len(names) == len(pairs)


@pytest.fixture
def service(books: str) -> Iterator[Service]:
    with serving(books) as found:
        yield found


@pytest.mark.parametrize("name", FormatName)
def test_a_download_is_the_same_bytes(service: Service, name: FormatName) -> None:
    with service.client() as client:
        answer = client.get(f"/exports/journal/{name}", params={"rbd": 1, "fund": "SEP"})

    assert answer.status_code == 200
    assert answer.content == written(service.conninfo, name, Selection(rbd=Rbd(1), fund="SEP"))
    assert answer.headers["Ledger-Position"] == "4"
    extension = FORMATS[name].extension
    disposition = f'attachment; filename="diario-4.{extension}"'
    assert answer.headers["Content-Disposition"] == disposition


def test_a_download_is_as_known_then(service: Service) -> None:
    with service.client() as client:
        now = client.get("/exports/journal/csv")
        then = client.get("/exports/journal/csv", params={"position": 2})
        never = client.get("/exports/journal/csv", params={"asOf": "2000-01-01T00:00:00Z"})

    assert len(now.text.splitlines()) == 15
    assert len(then.text.splitlines()) == 7
    assert len(never.text.splitlines()) == 1


def test_a_download_that_has_not_changed_is_not_sent_again(service: Service) -> None:
    with service.client() as client:
        tag = client.get("/exports/journal/csv").headers["ETag"]
        again = client.get("/exports/journal/csv", headers={"If-None-Match": tag})
        other = client.get("/exports/journal/hledger", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


@pytest.mark.parametrize(
    "params",
    [
        {"position": 5},
        {"position": -1},
        {"sostenedor": "62000660-3"},
        {"rbd": 0},
        {"rbd": 100_000},
        {"from": "ayer"},
        {"asOf": "2024-03-31T00:00:00"},
        {"asOf": "1700000000"},
        {"from": "1700000000"},
        {"to": "2024-3-31"},
        {"asOf": "2024-03-31T00:00:00Z", "position": 1},
    ],
)
def test_a_download_asked_for_wrongly_is_refused(service: Service, params: dict[str, Any]) -> None:
    with service.client() as client:
        assert client.get("/exports/journal/csv", params=params).status_code == 422
        assert client.get("/exports/journal/csv").status_code == 200


def test_an_unknown_format_is_refused(service: Service) -> None:
    with service.client() as client:
        assert client.get("/exports/journal/xls").status_code == 422


def test_too_many_downloads_at_once_are_asked_to_wait(service: Service) -> None:
    for _ in range(exports.AT_ONCE):
        assert exports._free.acquire(blocking=False)
    try:
        with service.client() as client:
            assert client.get("/exports/journal/csv").status_code == 503
    finally:
        for _ in range(exports.AT_ONCE):
            exports._free.release()


def test_downloads_give_their_turn_back(service: Service) -> None:
    with service.client() as client:
        answers = [client.get("/exports/journal/csv") for _ in range(2 * exports.AT_ONCE + 1)]
    assert {answer.status_code for answer in answers} == {200}


SEP_LEDGER = Path(sys.executable).parent / "sep-ledger"


def run(conninfo: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [SEP_LEDGER, "export", *arguments],
        env={"SEP_LEDGER_DATABASE_URL": conninfo, "PATH": ""},
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_the_command_writes_the_same_bytes(books: str, tmp_path: Path) -> None:
    target = tmp_path / "diario.beancount"
    done = run(books, "beancount", str(target), "--sostenedor", HOLDER, "--to", "2024-05-31")
    shown = run(books, "csv", "--rbd", "1", "--position", "2")

    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == written(
        books, FormatName.BEANCOUNT, Selection(sostenedor=HOLDER, to_date=date(2024, 5, 31))
    )
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout == written(books, FormatName.CSV, Selection(rbd=Rbd(1)), 2)


def test_the_command_says_what_is_wrong(books: str) -> None:
    refused = run(books, "csv", "--position", "5")

    assert refused.returncode == 2
    assert b"the views stand at 4" in refused.stderr
    assert run(books, "csv", "--sostenedor", "62000660-3").returncode == 2


def test_an_unknown_subvencion_is_refused_and_the_nearest_named(
    service: Service, books: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service.client() as client:
        told = client.get("/exports/journal/csv", params={"fund": "SPE"})
    assert (told.status_code, told.json()["code"]) == (422, "UNKNOWN_VALUE")
    assert told.json()["errors"][0]["nearest"] == "SEP"
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", books)
    refused = CliRunner().invoke(app, ["export", "csv", "--fund", "SPE"])
    assert refused.exit_code == 2
    assert "«SEP»" in refused.output


def broken(part: Any) -> Iterator[bytes]:
    """A rendering that fails half way."""
    yield b"fecha;cuenta\n" * 10_000
    raise RuntimeError(part.known)


def test_a_download_that_fails_half_way_is_no_whole_one(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        FORMATS, FormatName.CSV, dataclasses.replace(FORMATS[FormatName.CSV], render=broken)
    )
    with service.client() as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("/exports/journal/csv")


def test_an_export_that_fails_half_way_leaves_the_file_as_it_was(
    books: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", books)
    target = tmp_path / "diario.csv"
    assert CliRunner().invoke(app, ["export", "csv", str(target)]).exit_code == 0
    before = target.read_bytes()
    monkeypatch.setitem(
        FORMATS, FormatName.CSV, dataclasses.replace(FORMATS[FormatName.CSV], render=broken)
    )
    for name in (target, tmp_path / "otro.csv"):
        failed = CliRunner().invoke(app, ["export", "csv", str(name)])
        assert isinstance(failed.exception, RuntimeError)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_is_written_through_a_link_and_keeps_its_rights(tmp_path: Path) -> None:
    target, link = tmp_path / "diario.csv", tmp_path / "enlace.csv"
    target.write_bytes(b"antes")
    target.chmod(0o640)
    link.symlink_to(target)
    with open_target(str(link)) as file:
        file.write(b"ahora")
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"ahora", 0o640)
    assert link.is_symlink()


def test_what_is_no_regular_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    with open_target("/dev/null") as file:
        file.write(b"nada")
    assert not Path("/dev/null").is_file()
