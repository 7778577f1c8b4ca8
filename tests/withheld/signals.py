"""Everything by which a view accuses: a question, what tells its rows apart, what accuses.

A new flag is one line in `SIGNALS`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.end_to_end.figures import Ask, pages

Row = Mapping[str, Any]
Key = tuple[Any, ...]

DAYS = ("2019-08-20", "2021-06-01", "2024-06-01")


@dataclass(frozen=True)
class Signal:
    """Rows of a question that accuse; `lists` goes down into lists below the rows of its pages."""

    name: str
    question: str
    key: tuple[str, ...]
    accuses: Callable[[Row], bool]
    lists: tuple[str, ...] = ()
    dated: bool = False
    """Whether it takes a day, `$on`."""

    def accusations(self, ask: Ask) -> set[Key]:
        """What is accused: by the day asked about and the row's key."""
        days = DAYS if self.dated else ("",)
        return {
            (day, *(_plain(row[column]) for column in self.key))
            for day in days
            for row in self._rows(ask, day)
            if self.accuses(row)
        }

    def _rows(self, ask: Ask, day: str) -> Iterator[Row]:
        variables = {"on": day} if self.dated else {}
        for data in pages(ask, self.question, variables):
            (connection,) = data.values()
            for node in connection["nodes"]:
                yield from _below(node, self.lists)


def _below(row: Row, lists: tuple[str, ...]) -> Iterator[Row]:
    if not lists:
        yield row
        return
    first, *others = lists
    below = row[first]
    for each in below if isinstance(below, list) else [below]:
        told = each if isinstance(each, dict) else {first: each}
        yield from _below({**row, **told}, tuple(others))


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def verdict(row: Row) -> bool:
    return bool(row["verdict"] == "NO_CUMPLE")


def broken(name: str) -> Callable[[Row], bool]:
    """By a verdict under its own name."""
    return lambda row: bool(row[name] == "NO_CUMPLE")


def flagged(name: str) -> Callable[[Row], bool]:
    return lambda row: row[name] is True


def refuted(name: str) -> Callable[[Row], bool]:
    return lambda row: row[name] is False


def listed(row: Row) -> bool:
    """Of a question that asks for what is accused."""
    return True


def _dated(name: str, fields: str, where: str = "") -> str:
    return f"""query ($on: Date!, $after: String) {{
        {name}(on: $on, {where} first: 200, after: $after) {{
            totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }} }}"""


def _undated(name: str, fields: str, where: str = "") -> str:
    return f"""query ($after: String) {{ {name}({where} first: 200, after: $after) {{
        totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }} }}"""


def worded(name: str, *words: str) -> Callable[[Row], bool]:
    """By one of the words that accuse."""
    return lambda row: row[name] in words


def above(name: str, least: int = 0) -> Callable[[Row], bool]:
    """By an amount, or a number of days or times, of more than that."""
    return lambda row: (row[name] or 0) > least


def out_on(day: str) -> Callable[[Row], bool]:
    """Of money that was out of its account on a day."""
    return lambda row: bool(row["occurredOn"] <= day <= row["outUntil"])


_YEAR = ("rbd", "year")
_DOCUMENT = ("sostenedorRut", *_YEAR, "account", "documentType", "documentNumber", "declared")
_OF_PAYMENTS = """contract payment certification certificationWhenPaid nature competition notice
    afterDelivery afterApproval"""
_OF_RENDICIONES = """sostenedorRut rbd year subvencion shortfall daysLate closingDaysLate rejected
    consejoFirst signedBeforePresenting"""
_ON_A_DAY = """rbd year checklist(on: $on) { item verdict }
    agreements(on: $on) { figure source verdict }"""
_TRANSFER = ("sostenedorRut", "fromAccount", "occurredOn", "amount")

SIGNALS = (
    Signal(
        "notRendering",
        _dated("notRendering", "sostenedorRut year rbds verdict", "filter: {verdict: null},"),
        ("sostenedorRut", "year", "rbds"),
        verdict,
        ("rbds",),
        dated=True,
    ),
    Signal(
        "blocked",
        _dated("blocked", "hindrance rbd subject verdict", "filter: {verdict: null},"),
        ("hindrance", "rbd", "subject"),
        verdict,
        dated=True,
    ),
    Signal(
        "dueNext",
        _dated("dueNext", "duty rbd subject verdict overdue"),
        ("duty", "rbd", "subject"),
        verdict,
        dated=True,
    ),
    Signal(
        "dueNext.overdue",
        _dated("dueNext", "duty rbd subject verdict overdue"),
        ("duty", "rbd", "subject"),
        flagged("overdue"),
        dated=True,
    ),
    Signal(
        "obligationStandings",
        _dated("obligationStandings", "name rbd subject verdict"),
        ("name", "rbd", "subject"),
        verdict,
        dated=True,
    ),
    Signal(
        "entitlementComparisons",
        _undated("entitlementComparisons", "rbd month differs retained"),
        ("rbd", "month"),
        flagged("differs"),
    ),
    Signal(
        "pmeExecution.hardlyExecuted",
        _undated("pmeExecution", "rbd year action hardlyExecuted idle"),
        (*_YEAR, "action"),
        flagged("hardlyExecuted"),
    ),
    Signal(
        "pmeExecution.idle",
        _undated("pmeExecution", "rbd year action hardlyExecuted idle"),
        (*_YEAR, "action"),
        flagged("idle"),
    ),
    Signal(
        "pmeExecution.withoutExpense",
        _undated("pmeExecution", "rbd year action", "filter: {withoutExpense: true},"),
        (*_YEAR, "action"),
        listed,
    ),
    Signal(
        "accountUses",
        _undated("accountUses", "sostenedorRut year elsewhere ruling { verdict }"),
        ("sostenedorRut", "year"),
        verdict,
        ("ruling",),
    ),
    Signal(
        "convenioTerms.rulings",
        _dated("convenioTerms", "rbd number rulings(on: $on) { rule verdict }").replace(
            "(on: $on,  first", "(first"
        ),
        ("rbd", "number", "rule"),
        verdict,
        ("rulings",),
        dated=True,
    ),
    Signal(
        "rendiciones.checklist",
        _dated("rendiciones", _ON_A_DAY).replace("(on: $on,  first", "(first"),
        (*_YEAR, "item"),
        verdict,
        ("checklist",),
        dated=True,
    ),
    Signal(
        "resolutions.flags",
        _undated("resolutions", "authority year number subject flags { code }"),
        ("authority", "year", "number", "subject", "code"),
        listed,
        ("flags",),
    ),
    Signal(
        "entitlementComparisons.retained",
        _undated("entitlementComparisons", "rbd month differs retained"),
        ("rbd", "month"),
        lambda row: bool((row["retained"] or 0) > 0),
    ),
    *(
        Signal(
            f"atePayments.{name}",
            _undated("atePayments", _OF_PAYMENTS),
            ("contract", "payment"),
            broken(name),
        )
        for name in ("certification", "certificationWhenPaid", "nature", "competition", "notice")
    ),
    *(
        Signal(
            f"atePayments.{name}",
            _undated("atePayments", _OF_PAYMENTS),
            ("contract", "payment"),
            refuted(name),
        )
        for name in ("afterDelivery", "afterApproval")
    ),
    *(
        Signal(
            f"expenditures.{name}",
            _undated("expenditures", " ".join(_DOCUMENT), f"filter: {{{name}: true}},"),
            _DOCUMENT,
            listed,
        )
        for name in ("withoutAction", "outsideConvenio", "unbacked", "related")
    ),
    Signal(
        "documents.overAllocated",
        _undated(
            "documents", "drawnBy documentType documentNumber", "filter: {overAllocated: true},"
        ),
        ("drawnBy", "documentType", "documentNumber"),
        listed,
    ),
    Signal(
        "fundStatements.overspent",
        _undated("fundStatements", "rbd year", "filter: {overspent: true},"),
        _YEAR,
        listed,
    ),
    *(
        Signal(
            f"rendiciones.{name}",
            _undated("rendiciones", _OF_RENDICIONES),
            ("sostenedorRut", *_YEAR, "subvencion"),
            accuses,
        )
        for name, accuses in (
            ("shortfall", above("shortfall")),
            ("daysLate", above("daysLate")),
            ("closingDaysLate", above("closingDaysLate")),
            ("rejected", above("rejected")),
            ("consejoFirst", refuted("consejoFirst")),
            ("signedBeforePresenting", refuted("signedBeforePresenting")),
        )
    ),
    Signal(
        "rendiciones.agreements",
        _dated("rendiciones", _ON_A_DAY).replace("(on: $on,  first", "(first"),
        (*_YEAR, "figure", "source"),
        verdict,
        ("agreements",),
        dated=True,
    ),
    Signal(
        "ministryDeposits",
        _undated("ministryDeposits", "sostenedorRut month state"),
        ("sostenedorRut", "month"),
        worded("state", "MISSING", "SHORT", "LATE", "OTHER_ACCOUNT"),
    ),
    *(
        Signal(
            f"ownTransfers.out {day}",
            _undated("ownTransfers", f"{' '.join(_TRANSFER)} outUntil"),
            _TRANSFER,
            out_on(day),
        )
        for day in DAYS
    ),
    Signal(
        "accountUses.elsewhere",
        _undated("accountUses", "sostenedorRut year elsewhere ruling { verdict }"),
        ("sostenedorRut", "year"),
        above("elsewhere"),
    ),
    Signal(
        "emergentesWithoutPlan",
        _undated(
            "emergentesWithoutPlan",
            "rbd number countdown(on: $on) { verdict }",
            "filter: {on: $on},",
        ).replace("($after", "($on: Date!, $after"),
        ("rbd", "number"),
        verdict,
        ("countdown",),
        dated=True,
    ),
    *(
        Signal(
            f"categoryHistory.insuficiente {times} times",
            _undated("categoryHistory", "rbd level year insuficienteInARow"),
            ("rbd", "level", "year"),
            above("insuficienteInARow", times - 1),
        )
        for times in (1, 2, 3)
    ),
    Signal(
        "reclassifications",
        _undated("reclassifications", "rbd level year category perhapsEarlier"),
        ("rbd", "level", "year", "category"),
        refuted("perhapsEarlier"),
    ),
    Signal(
        "inventoryChecks.incomplete",
        _undated("inventoryChecks", "rbd year", "filter: {incomplete: true},"),
        _YEAR,
        listed,
    ),
    Signal(
        "ateContracts.overpaid",
        _undated("ateContracts", "contract", "filter: {overpaid: true},"),
        ("contract",),
        listed,
    ),
    Signal(
        "ateContracts.rulings",
        _undated(
            "ateContracts",
            "contract rulings { rule verdict } milestones { milestone paidBeforeApproval }",
        ),
        ("contract", "rule"),
        verdict,
        ("rulings",),
    ),
    Signal(
        "ateContracts.paidBeforeApproval",
        _undated(
            "ateContracts",
            "contract rulings { rule verdict } milestones { milestone paidBeforeApproval }",
        ),
        ("contract", "milestone"),
        flagged("paidBeforeApproval"),
        ("milestones",),
    ),
    *(
        Signal(
            f"atePayments({name})",
            _undated("atePayments", "contract payment", f"filter: {{{name}: true}},"),
            ("contract", "payment"),
            listed,
        )
        for name in (
            "uncertified",
            "barred",
            "withoutTender",
            "withoutNotice",
            "otherSource",
            "beforeApproval",
            "beforeDelivery",
        )
    ),
)
