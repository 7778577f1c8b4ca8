"""The promise: questions of who builds on the ledger (cursors, two times, rules, sources, identity,
schemas, proofs, corrections) are each answered as documented."""

import csv
import hashlib
import shlex
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner

from sep_domain.catalogue import event_types
from sep_domain.events.funds.accounting import BankMovementRecorded
from sep_ledger.evidence import store
from sep_projections.update import update
from sep_service.cli.app import app
from tests.conftest import Server
from tests.end_to_end.conftest import asking, load
from tests.end_to_end.figures import Ask
from tests.end_to_end.test_questions import rows
from tests.questions import COMMANDS, QUERIES, nodes

Files = duckdb.DuckDBPyConnection
COMPUTED = {"010101", "020101"}
"""What the law gives, which no file states."""
PAYMENTS = ["cl.sep.payment.disbursed.v1"]


def run(conninfo: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What a documented command prints."""
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", conninfo)
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def copied(postgres: Server, ledger: str) -> Any:
    """The sample's database, to be written to."""
    with postgres.fresh_database(str(conninfo_to_dict(ledger)["dbname"])) as conninfo:
        yield conninfo


def test_20_proof_of_one_event(
    copied: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEP_LEDGER_DATA_DIR", str(tmp_path / "data"))
    run(copied, monkeypatch, "checkpoint")
    with psycopg.connect(copied) as connection:
        [key] = store.keys(connection)
    program, *arguments = shlex.split(COMMANDS["P20"])
    assert program == "sep-ledger"
    proof = tmp_path / "prueba.json"
    arguments[arguments.index("--to") + 1] = str(proof)
    run(copied, monkeypatch, *arguments)
    run(copied, monkeypatch, "verify", str(proof), "--key", key.vkey)
    proof.write_text(proof.read_text().replace("0", "1", 1))
    changed = CliRunner().invoke(app, ["verify", str(proof), "--key", key.vkey])
    assert changed.exit_code != 0


def test_48_events_from_a_cursor_and_the_same_file_again(
    ask: Ask, files: Files, country: Path, copied: str, tmp_path: Path
) -> None:
    found = nodes(ask, "P48", topics=PAYMENTS, since=0)
    [(count,)] = rows(files, "select count(*) from subvenciones")
    positions = [row["position"] for row in found]
    assert len(positions) == count
    assert positions == sorted(set(positions))
    rest = nodes(ask, "P48", topics=PAYMENTS, since=positions[-2])
    assert [row["position"] for row in rest] == positions[-1:]
    (file, *_) = sorted(country.glob("*_Detalle Subvenciones *.csv"))
    load(copied, [file], tmp_path)
    again = nodes(asking(copied), "P48", topics=PAYMENTS, since=positions[-1])
    assert again == []


def test_49_known_then_and_effective_then(ask: Ask, files: Files) -> None:
    found = ask(QUERIES["P49"], rbd=50001, effective="2020-12-31")["trialBalance"]
    answered = {row["account"]: (row["debit"], row["credit"]) for row in found}
    assert {account: answered[account] for account in answered.keys() - COMPUTED} == {
        account: (debit, credit)
        for account, debit, credit in rows(
            files,
            """select account, coalesce(sum(amount) filter (where amount > 0), 0)::bigint,
                coalesce(-sum(amount) filter (where amount < 0), 0)::bigint
            from shown where rbd = 50001 and fund = 'SEP' and effective <= '2020-12-31'
            group by account""",
        )
    }
    before = ask(
        QUERIES["P49"], rbd=50001, effective="2020-12-31", known="2008-01-01T00:00:00-03:00"
    )
    assert before["trialBalance"] == []


def test_50_which_rules_and_values(ask: Ask, files: Files) -> None:
    computed = ask(QUERIES["P50"], rbd=50001, month="2019-08")["school"]["entitlement"]
    assert computed["source"]["rule"] == computed["rule"]
    [(use,)] = rows(files, "select clp from in_pesos where month = '2019-08'")
    assert {float(line["clpPerUse"]) for line in computed["lines"]} == {float(use)}
    laws = rows(
        files,
        """select distinct article, law from entitled
        where rbd = 50001 and month = '2019-08' and assumed is null""",
    )
    assert {(line["article"], line["law"]) for line in computed["lines"]} == set(laws)
    tables = computed["history"][-1]["content"]["tables"]
    assert all(len(bytes.fromhex(digest)) == 32 for digest in tables.values())


def test_51_the_file_and_the_row(ask: Ask, country: Path) -> None:
    [payment] = ask(QUERIES["P51"], rbd=50001, month="2024-08")["payments"]["nodes"]
    source = payment["source"]
    content = (country / source["fileName"]).read_bytes()
    assert source["sha256"] == hashlib.sha256(content).hexdigest()
    table = list(csv.DictReader(content.decode("latin-1").splitlines(), delimiter=";"))
    row = {name.lower(): cell for name, cell in table[source["row"] - 1].items()}
    assert (row["rbd"], int(row["mes"])) == ("50001", 8)
    split = row["sep_prio"].replace(",", "."), row["sep_pref"].replace(",", ".")
    assert payment["sepTotal"] == sum(round(float(part)) for part in split)
    assert [version["position"] for version in payment["history"]] == [payment["position"]]


def test_52_one_rut_however_written_and_one_school_whoever_holds_it(ask: Ask, files: Files) -> None:
    [(rut, rbd)] = rows(
        files,
        """select any_value(sostenedorRut), rbd from register
        group by rbd having count(distinct sostenedorRut) > 1 order by rbd limit 1""",
    )
    digits, check = rut.split("-")
    dotted = f"{int(digits):,}".replace(",", ".") + f"-{check}"
    answer = ask(QUERIES["P52"], rut=dotted, rbd=rbd)
    assert answer["sostenedor"]["rut"] == rut
    held = {entry["year"]: entry["sostenedorRut"] for entry in answer["school"]["entries"]}
    assert list(held.items()) == rows(
        files, "select year, sostenedorRut from register where rbd = ? order by year", rbd
    )
    spans = answer["school"]["sostenedorSpans"]
    assert len({span["sostenedorRut"] for span in spans}) > 1


def test_54_every_version_of_an_event_has_its_schema(ask: Ask) -> None:
    [event] = ask(QUERIES["P54"], topics=[BankMovementRecorded.topic()])["events"]["nodes"]
    assert event["topic"] == BankMovementRecorded.topic()
    BankMovementRecorded.model_validate(event["content"])
    documents = Path(__file__).parents[2] / "docs" / "events"
    topics = {each.topic() for each in event_types().values()}
    assert topics <= {path.stem for path in documents.glob("*.json")}


def test_55_every_row_page_by_page(ask: Ask, files: Files) -> None:
    found = nodes(ask, "P55", year=2024)
    assert [(row["rbd"], row["month"], row["sepTotal"]) for row in found] == rows(
        files, "select rbd, month, sepTotal from payment where year = 2024 order by rbd, month"
    )


def test_56_a_correction_is_another_version(country: Path, copied: str, tmp_path: Path) -> None:
    ask = asking(copied)
    given = {"rbd": 50001, "grade": "4b", "year": 2023}
    [before] = ask(QUERIES["P56"], **given)["testResults"]["nodes"]
    text = (country / "simce4b2023_rbd_final.csv").read_text(encoding="latin-1")
    header, *lines = text.splitlines()
    place = header.lower().split(";").index("prom_lect4b_rbd")
    [line] = [each for each in lines if each.startswith("50001;")]
    cells = line.split(";")
    cells[place] = str(int(float(cells[place])) + 1)
    corrected = tmp_path / "simce4b2023_rbd_final.csv"
    corrected.write_text(text.replace(line, ";".join(cells)), encoding="latin-1")
    load(copied, [corrected], tmp_path)
    with psycopg.connect(copied, autocommit=True) as connection:
        update(connection)
    [after] = ask(QUERIES["P56"], **given)["testResults"]["nodes"]
    assert [version["version"] for version in after["history"]] == [1, 2]
    assert after["history"][0]["position"] == before["position"]
    scores = {each["subject"]: each["score"] for each in after["subjects"]}
    assert scores["LECTURA"] == int(cells[place])
