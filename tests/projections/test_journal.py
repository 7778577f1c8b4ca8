"""Every money event becomes one balanced entry: given the event, then its postings."""

from datetime import date
from pathlib import Path

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.accounting.accounts import (
    AccountNature,
    component_rules,
    nature_of,
    posting_rules,
    system_accounts,
)
from sep_domain.catalogue import event_types
from sep_domain.events.base import Fact
from sep_domain.events.funds.payments import DiscountReason
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from sep_projections.journal.projection import JOURNAL
from tests.projections.conftest import Append
from tests.projections.given import payment
from tests.projections.journal_given import (
    balances,
    bank_line,
    certificate,
    closed,
    correction,
    discounted,
    document,
    entitled,
    opening,
    paid,
    postings,
    restated,
    retained,
    review,
    settled,
    signed,
)

Db = Connection[TupleRow]
DOCS = Path(__file__).parents[2] / "docs" / "journal.md"

ENTRIES = {
    "a payment, by component and fund": (
        payment(1, "2024-03", 100, escolaridad=50, escolaridad_pie=20, mantenimiento=7),
        [
            ("mineduc_por_cobrar", "GENERAL", -20),
            ("310101", "GENERAL", 20),
            ("mineduc_por_cobrar", "GENERAL", 50),
            ("310101", "GENERAL", -50),
            ("mineduc_por_cobrar", "MANTENIMIENTO", 7),
            ("310305", "MANTENIMIENTO", -7),
            ("mineduc_por_cobrar", "PIE", 20),
            ("310102", "PIE", -20),
            ("mineduc_por_cobrar", "SEP", 100),
            ("310301", "SEP", -100),
        ],
    ),
    "columns that are totals of others are posted nowhere": (
        payment(1, "2024-03", 0, sub_normal=50, liquido_pago=50, pag_pend=3),
        [],
    ),
    "what the adjustments say is posted by their own events": (
        payment(1, "2024-03", 0, multas=-5, reliquidacion=9),
        [],
    ),
    "a reliquidación": (
        restated(48_120),
        [("mineduc_por_cobrar", "INDISTINTA", 48_120), ("310401", "INDISTINTA", -48_120)],
    ),
    "an adjustment that a later file no longer shows": (restated(48_120, void=True), []),
    "a retention": (
        retained(-99),
        [("mineduc_por_cobrar", "INDISTINTA", -99), ("310507", "INDISTINTA", 99)],
    ),
    "a fine": (
        discounted(DiscountReason.MULTA, -150),
        [("mineduc_por_cobrar", "INDISTINTA", -150), ("310502", "INDISTINTA", 150)],
    ),
    "a reintegro": (
        discounted(DiscountReason.REINTEGRO, -150),
        [("mineduc_por_cobrar", "INDISTINTA", -150), ("310501", "INDISTINTA", 150)],
    ),
    "a deposit of the ministry": (
        bank_line(500, "ABONO SUBVENCION ESCOLAR PREFERENCIAL"),
        [("banco", "SEP", 500), ("mineduc_por_cobrar", "SEP", -500)],
    ),
    "a deposit of unknown origin": (
        bank_line(500, "TRASPASO ENTRE CUENTAS PROPIAS"),
        [("banco", "SEP", 500), ("por_identificar", "SEP", -500)],
    ),
    "a charge": (
        bank_line(-300, "PAGO FACE RBD 1"),
        [("fondos_por_rendir", "SEP", 300), ("banco", "SEP", -300)],
    ),
    "an account that is not of the SEP alone": (
        bank_line(-300, "PAGO", sep_only=False),
        [("fondos_por_rendir", "INDISTINTA", 300), ("banco", "INDISTINTA", -300)],
    ),
    "a document": (document(300), [("410605", "SEP", 300), ("fondos_por_rendir", "SEP", -300)]),
    "an opening balance": (
        opening(900),
        [("saldo_inicial_por_acreditar", "SEP", 900), ("500001", "SEP", -900)],
    ),
    "any other line of the Estado de resultados": (opening(900, "310301"), []),
    "a restitution of what nothing says is owed": (
        settled(40),
        [("restituido_sin_devengo", "SEP", 40), ("fondos_por_rendir", "SEP", -40)],
    ),
    "a review": (
        review(95, 5),
        [
            ("aceptado", "SEP", 95),
            ("aceptado_por_contra", "SEP", -95),
            ("rechazado", "SEP", 5),
            ("rechazado_por_contra", "SEP", -5),
            ("gastos_por_restituir", "SEP", 5),
            ("900001", "SEP", -5),
        ],
    ),
    "a correction": (
        correction("reimputar", 12),
        [("910002", "SEP", 12), ("correcciones_por_contra", "SEP", -12)],
    ),
    "a correction that says what it amounts to from now on": (
        correction("modificar", 12, before=20),
        [("910003", "SEP", -8), ("correcciones_por_contra", "SEP", 8)],
    ),
    "what the law gives, before what is retained": (
        entitled(1_000, retained=400, total=600),
        [("derecho_legal", "SEP", 1_000), ("derecho_legal_por_contra", "SEP", -1_000)],
    ),
    "what the law turned out not to give": (entitled(1_000, void=True), []),
    "a certificate": (
        certificate(70),
        [("acreditado", "SEP", 70), ("acreditado_por_contra", "SEP", -70)],
    ),
    "a contract": (
        signed(1_000),
        [("compromisos", "SEP", 1_000), ("compromisos_por_contra", "SEP", -1_000)],
    ),
    "a payment of a contract that nobody has signed": (
        paid(400),
        [("compromisos", "SEP", -400), ("compromisos_por_contra", "SEP", 400)],
    ),
    "nothing": (document(0), []),
}


@pytest.mark.parametrize(("event", "expected"), ENTRIES.values(), ids=ENTRIES.keys())
def test_an_event_is_posted_as_the_rules_say(
    connection: Db, append: Append, event: Fact, expected: list[tuple[str, str, int]]
) -> None:
    append(event)
    runner.catch_up(connection, PROJECTIONS)

    assert postings(connection) == expected


def test_an_entry_says_when_whose_and_what(connection: Db, append: Append) -> None:
    append(payment(9, "2024-01", 1), document(300))
    runner.catch_up(connection, PROJECTIONS)

    assert connection.execute(
        "select number, event, effective, year, fund, rbd, sostenedor, rendered, description"
        " from journal.entry where number = 2"
    ).fetchall() == [
        (
            2,
            "expenditure.declared",
            date(2024, 5, 3),
            2024,
            "SEP",
            1,
            "62000660-2",
            True,
            "Documento FACE 77",
        )
    ]


def test_an_entry_of_several_funds_names_none(connection: Db, append: Append) -> None:
    append(payment(1, "2024-03", 100, escolaridad=50))
    runner.catch_up(connection, PROJECTIONS)

    assert connection.execute("select fund from journal.entry").fetchall() == [(None,)]


def test_an_opening_balance_stands_on_the_first_of_january(connection: Db, append: Append) -> None:
    append(opening(900))
    runner.catch_up(connection, PROJECTIONS)

    assert connection.execute("select effective from journal.entry").fetchall() == [
        (date(2024, 1, 1),)
    ]


def test_a_restated_fact_takes_the_place_of_the_entry_and_the_former_stays_known(
    connection: Db, append: Append
) -> None:
    append(document(300))
    append(document(250))
    runner.catch_up(connection, PROJECTIONS)

    assert postings(connection, 1) == [("410605", "SEP", 300), ("fondos_por_rendir", "SEP", -300)]
    assert postings(connection, 2) == [("410605", "SEP", 250), ("fondos_por_rendir", "SEP", -250)]


def test_twelve_months_of_money_leave_the_bank_what_is_left(connection: Db, append: Append) -> None:
    append(
        payment(1, "2024-03", 1_000),
        bank_line(1_000, "ABONO SUBVENCION ESCOLAR PREFERENCIAL"),
        bank_line(-300, "PAGO FACE", line=2),
        document(300),
    )
    runner.catch_up(connection, PROJECTIONS)

    assert balances(connection) == {"310301": -1_000, "410605": 300, "banco": 700}


def test_what_is_no_movement_of_money_touches_no_account_of_money(
    connection: Db, append: Append
) -> None:
    append(signed(1_000), paid(400), certificate(70), review(95, 5), correction("agregar", 12))
    append(closed())
    runner.catch_up(connection, PROJECTIONS)

    touched = {account for account, _, _ in postings(connection)}
    assert touched
    assert not {account for account in touched if account[0] in "345678"}
    assert "banco" not in touched


def test_every_event_with_a_rule_is_folded_and_every_rule_has_its_event() -> None:
    folded = {event.NAME for event in JOURNAL.events}
    unposted = {
        *("rendicion.closed", "period.closed", "period.reopened", "ate_contract.associated"),
        # They decide whether and from when what was ordered is owed.
        *("resolution.notified", "resolution.challenge_resolved", "resolution.annulled"),
    }
    ruled = {rule.event for rule in posting_rules()}

    assert ruled & event_types().keys() == folded - unposted


def test_every_reason_of_a_discount_has_its_rule() -> None:
    parts = {rule.part for rule in posting_rules() if rule.event == "payment.discounted"}
    assert parts == {reason.value for reason in DiscountReason}


def test_order_accounts_come_in_pairs_and_never_meet_others() -> None:
    for rule in posting_rules():
        natures = [nature_of(code) for code in (rule.debit, rule.credit) if code != "*"]
        if AccountNature.ORDEN in natures:
            assert set(natures) <= {AccountNature.ORDEN, AccountNature.AJUSTE}


def test_system_accounts_stand_outside_the_plan() -> None:
    codes = [account.code for account in system_accounts()]
    assert len(set(codes)) == len(codes)
    assert {code[0] for code in codes} == {"0", "1", "2"}


def test_a_component_within_another_is_taken_out_of_it() -> None:
    assert [(rule.component, rule.account) for rule in component_rules() if rule.factor < 0] == [
        ("escolaridad_pie", "310101")
    ]


def test_the_page_of_the_journal_lists_every_rule() -> None:
    keys = {account.code: account.key for account in system_accounts()}
    page = DOCS.read_text(encoding="utf-8")
    for rule in posting_rules():
        debit, credit = (keys.get(code, code) for code in (rule.debit, rule.credit))
        assert f"| `{rule.event}` | {rule.part} | {debit} | {credit} | {rule.why} |" in page
    for account in system_accounts():
        assert f"| {account.code} | `{account.key}` | {account.nature} |" in page
