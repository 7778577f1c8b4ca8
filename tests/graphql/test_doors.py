"""The promise: a question that cannot be meant so is refused, with a code, whatever field it asks.

The table is made of the schema, so a field or an argument that is added is walked through, too.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from tests.graphql.conftest import Ledger
from tests.projections.given import payment

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)
from sep_graphql.answering.known_names import CHECKED
from sep_graphql.schema import ledger_schema

SCHEMA = ledger_schema()._schema
LISTED: dict[str, str] = {
    "Rbd": "1",
    "Rut": '"62000660-2"',
    "SchoolYear": "2024",
    "Month": '"2024-03"',
    "Date": '"2024-03-31"',
    "DateTime": '"2024-03-31T23:59:59-03:00"',
    "UUID": '"0198f6a4-5b1c-7c3e-9d2f-3a4b5c6d7e8f"',
    "Position": "1",
    "Int": "1",
    "Clp": "1",
    "Decimal": '"1"',
    "Boolean": "true",
    "String": '"SEP"',
}
BY_NAME = {"grade": '"4b"', "account": '"310301"'}
REACHED = {"School": "school(rbd: 1)", "Sostenedor": 'sostenedor(rut: "62000660-2")'}
ANOTHER = "0198f6a4-5b1c-7c3e-9d2f-3a4b5c6d7e8f"
DEFAULT = 'query ($s: String = "sep") { expenditures(filter: {subvencion: $s}) { totalCount } }'
WRONG: dict[str, tuple[str, ...]] = {
    "Date": ("1711929599", '"20240331"', '"31-03-2024"', '"2024-3-31"', '"2024-02-30"'),
    "DateTime": (
        "1711929599",
        '"1711929599"',
        '"2024-03-31"',
        '"2024-03-31T23:59:59"',
        '"20240331T235959Z"',
        '"2024-03-31T24:00:00Z"',
    ),
    "Month": ("202403", '"2024-13"', '"2024-3"', '"٢٠٢٤-٠٣"'),
    "Decimal": ("1.5", '"1e3"', '"NaN"', '"1_0"', '"1.000,5"'),
    "Rut": ("62000660", '"62000660-3"', '"62000660"'),
    "SchoolYear": ('"2024"', "3000", "2024.0"),
    "Rbd": ("0", '"1"', "1.0"),
    "Position": ("-1", '"1"', "1.0"),
    "UUID": ("1", '"uno"'),
    "Int": ('"1"', "1.5"),
    "Boolean": ('"true"', "1"),
}
STRINGS = ('"\\u0000"', '"SEP\\u0000"', "1")


class Asked(NamedTuple):
    """An argument, or a field of the filter in it, of a field that the root leads to."""

    field: str
    argument: str
    type: Any
    before: str
    """The question up to the value of the argument."""
    after: str

    def document(self, value: str) -> str:
        return f"{self.before}{value}{self.after}"

    def misspelt(self) -> str:
        return f"{self.before.rpartition(self.argument)[0]}{self.argument}s: 1{self.after}"


def arguments() -> Iterator[Asked]:
    assert SCHEMA.query_type
    for name, field in SCHEMA.query_type.fields.items():
        yield from of_field(name, name, field, "{ ", " }")
    for kind, reached in (
        ("School", "school(rbd: 1)"),
        ("Sostenedor", 'sostenedor(rut: "62000660-2")'),
    ):
        for name, field in SCHEMA.type_map[kind].fields.items():  # type: ignore[attr-defined]
            yield from of_field(f"{kind}.{name}", name, field, f"{{ {reached} {{ ", " } }")
    assert SCHEMA.subscription_type
    for name, field in SCHEMA.subscription_type.fields.items():
        yield from of_field(f"subscription.{name}", name, field, "subscription { ", " }")


def of_field(path: str, name: str, field: GraphQLField, begin: str, end: str) -> Iterator[Asked]:
    shown = " { __typename }" if hasattr(get_named_type(field.type), "fields") else ""
    if not shown and hasattr(get_named_type(field.type), "types"):
        shown = " { __typename }"
    for wanted, argument in field.args.items():
        others = required(field.args, but=wanted)
        before, after = f"{begin}{name}({others}{wanted}: ", f"){shown}{end}"
        yield Asked(path, wanted, argument.type, before, after)
        kind = get_named_type(argument.type)
        if isinstance(kind, GraphQLInputObjectType):
            opened, closed = ("[{", "}]") if is_list(argument.type) else ("{", "}")
            for inner, member in kind.fields.items():
                rest = required(kind.fields, but=inner)
                yield Asked(
                    f"{path}({wanted})",
                    inner,
                    member.type,
                    f"{before}{opened}{rest}{inner}: ",
                    f"{closed}{after}",
                )


def required(arguments: Any, but: str) -> str:
    """The other arguments that have to be there, so that nothing else is wrong."""
    return "".join(
        f"{name}: {plausible(name, argument)}, "
        for name, argument in arguments.items()
        if name != but and isinstance(argument.type, GraphQLNonNull) and is_bare(argument)
    )


def is_bare(argument: GraphQLArgument) -> bool:
    """Whether it has no default."""
    return type(argument.default_value).__name__ == "UndefinedType"


def plausible(name: str, argument: GraphQLArgument) -> str:
    kind = get_named_type(argument.type)
    if isinstance(kind, GraphQLEnumType):
        value = next(iter(kind.values))
    elif isinstance(kind, GraphQLInputObjectType):
        value = f"{{ {required(kind.fields, but='')} }}"
    else:
        value = BY_NAME.get(name, LISTED[kind.name])
    return f"[{value}]" if is_list(argument.type) else value


def is_list(kind: Any) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def wrong_values(asked: Asked) -> tuple[str, ...]:
    kind = get_named_type(asked.type)
    if isinstance(kind, GraphQLEnumType):
        one = next(iter(kind.values))
        return f"{one}X", f'"{one}"', one.lower() if one != one.lower() else one.upper(), "1"
    if kind.name == "String":
        known = ('"cualquiera"', '""') if asked.argument in CHECKED else ()
        return STRINGS + known
    return WRONG.get(kind.name, ())


TABLE = list(arguments())


def test_the_table_is_long() -> None:
    assert len(TABLE) > 400
    assert {"asOf", "grade", "subvencion", "topics"} <= {asked.argument for asked in TABLE}


@pytest.fixture(scope="module")
def answers(postgres: Any, folded_template: str) -> Iterator[Ledger]:
    with postgres.fresh_database(folded_template) as conninfo:
        ledger = Ledger(conninfo)
        ledger.record(payment(1, "2024-03", 1))
        yield ledger


def test_no_argument_takes_what_it_cannot_read(answers: Ledger) -> None:
    documents = [
        asked.document(f"[{value}]" if is_list(asked.type) else value)
        for asked in TABLE
        if not asked.field.startswith("subscription")
        for value in wrong_values(asked)
    ]
    assert len(documents) > 1_000
    for document, answer in zip(documents, answers.ask_all(documents), strict=True):
        assert answer.errors, document
        assert answer.codes - {"", "INTERNAL"} == answer.codes, (document, answer.errors)


def test_no_argument_is_passed_over_because_it_is_misspelt(answers: Ledger) -> None:
    documents = [asked.misspelt() for asked in TABLE if not asked.field.startswith("subscription")]
    for document, answer in zip(documents, answers.ask_all(documents), strict=True):
        assert answer.codes == {"BAD_DOCUMENT"}, (document, answer.errors)


@pytest.mark.parametrize(
    ("document", "nearest"),
    [
        ('{ expenditures(filter: { subvencion: "SPE" }) { totalCount } }', "SEP"),
        (
            'query ($s: String = "sep") { expenditures(filter: {subvencion: $s}) { totalCount } }',
            "SEP",
        ),
        ('{ testResults(filter: { grade: "4B" }) { totalCount } }', "4b"),
        (
            '{ events(filter: { topics: ["cl.sep.payment.disbursd.v1"] }) { totalCount } }',
            "cl.sep.payment.disbursed.v1",
        ),
    ],
)
def test_a_refusal_names_what_may_be_meant(answers: Ledger, document: str, nearest: str) -> None:
    (error,) = answers.ask(document).errors
    assert error["extensions"]["nearest"] == nearest
    assert f"'{nearest}'" in error["message"]


def test_names_in_variables_are_looked_up_too(answers: Ledger) -> None:
    document = "query ($f: ExpenditureFilter) { expenditures(filter: $f) { totalCount } }"
    assert answers.ask(document, f={"subvencion": "SPE"}).codes == {"BAD_ARGUMENT"}
    assert not answers.ask(document, f={"subvencion": "PIE"}).errors


@pytest.mark.parametrize("text", ["\x00", "a\x00", "\ud800"])
def test_no_variable_brings_a_text_that_nobody_can_keep(answers: Ledger, text: str) -> None:
    document = "query ($n: String) { schools(filter: { nameContains: $n }) { totalCount } }"
    assert answers.ask(document, n=text).codes == {"BAD_ARGUMENT"}


def test_the_log_is_not_read_beyond_its_head(answers: Ledger) -> None:
    beyond = "{ events(filter: { afterPosition: 2 }) { totalCount } }"
    assert answers.ask(beyond).codes == {"CURSOR_BEYOND_HEAD"}
    other = (
        '{ events(filter: { generation: "0198f6a4-5b1c-7c3e-9d2f-3a4b5c6d7e8f" }) { totalCount } }'
    )
    assert answers.ask(other).codes == {"GENERATION_CHANGED"}


def test_a_list_that_is_too_long_is_refused_and_not_cut(
    answers: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.record(*(payment(1, f"2024-{month:02}", 1) for month in range(3, 6)))
    document = "{ school(rbd: 1) { payments { month } } }"
    assert len(answers.data(document)["school"]["payments"]) == 3
    monkeypatch.setattr("sep_graphql.answering.pages.connections.LIST_BOUND", 2)
    assert answers.ask(document).codes == {"TOO_MANY_ROWS"}


def test_a_variable_that_the_operation_does_not_declare_is_refused(answers: Ledger) -> None:
    document = "query ($t: DateTime) { payments(asOf: $t) { totalCount } }"
    (error,) = answers.ask(document, T="2020-01-01T00:00:00Z").errors
    assert error["extensions"] == {"code": "UNKNOWN_VARIABLE", "nearest": "t"}
    assert "'$t'" in error["message"]
    assert answers.ask("{ payments { totalCount } }", t=1).codes == {"UNKNOWN_VARIABLE"}
    assert not answers.ask(document, t="2020-01-01T00:00:00Z").errors


SPANS = [
    (asked, other)
    for asked in TABLE
    for other in TABLE
    if asked.field == other.field
    and not asked.field.startswith("subscription")
    and get_named_type(asked.type).name in ("Month", "Date", "SchoolYear", "Clp")
    and other.argument
    in {
        asked.argument.replace("from", "to"),
        asked.argument.replace("From", "To"),
        asked.argument.replace("From", "Before"),
    }
    - {asked.argument}
]
"""Every span of the schema: a first argument or field and the last one beside it."""
LATE = {"Month": '"2024-09"', "Date": '"2024-09-30"', "SchoolYear": "2025", "Clp": "9"}
EARLY = {"Month": '"2024-03"', "Date": '"2024-03-31"', "SchoolYear": "2024", "Clp": "1"}


def test_no_span_the_wrong_way_round_is_answered_with_nothing(answers: Ledger) -> None:
    assert len(SPANS) > 20
    documents = []
    for begin, end in SPANS:
        kind = get_named_type(begin.type).name
        rest = begin.document(LATE[kind])
        given = f"{end.argument}: {EARLY[kind]}"
        # Where it has to be there, the table has given it already.
        rest = rest.replace(f"{end.argument}: {LISTED[kind]}, ", "")
        documents.append(rest.replace(f"{begin.argument}: ", f"{given}, {begin.argument}: ", 1))
    for (begin, end), document, answer in zip(
        SPANS, documents, answers.ask_all(documents), strict=True
    ):
        assert answer.codes == {"BAD_ARGUMENT"}, (document, answer.errors)
        assert begin.argument in answer.errors[0]["message"], document
        assert end.argument in answer.errors[0]["message"], document


def test_a_span_the_wrong_way_round_in_variables_is_refused_too(answers: Ledger) -> None:
    document = "query ($f: PaymentFilter) { payments(filter: $f) { totalCount } }"
    backwards = {"fromMonth": "2024-09", "toMonth": "2024-03"}
    assert answers.ask(document, f=backwards).codes == {"BAD_ARGUMENT"}
    assert not answers.ask(document, f=backwards | {"toMonth": "2024-09"}).errors


def test_nobody_is_told_what_will_be_known(answers: Ledger) -> None:
    document = "query ($t: DateTime) { payments(asOf: $t) { totalCount } }"
    now = datetime.now(UTC)
    assert answers.ask(document, t=(now + timedelta(minutes=2)).isoformat()).codes == {
        "BAD_INSTANT"
    }
    assert not answers.ask(document, t=(now + timedelta(seconds=20)).isoformat()).errors
