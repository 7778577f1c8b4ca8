"""The promise: a question takes as many statements for many schools as for one."""

import pytest
from tests.graphql.conftest import Ledger
from tests.projections.given import category, payment, result, school

DEEP = """query ($first: Int) {
  schools(first: $first) { nodes {
    sostenedor { rut name schools(first: 3) { totalCount nodes { rbd } } }
    sostenedorSpans { fromYear sostenedor { name } }
    categorySpans { category }
    payments { sepTotal source { row } components { component amount } school { name } }
    testResults { subjects { score } history { version } }
    fundStatement(year: 2024) {
      paid accounts { account expenditures { totalCount } lines { totalCount } }
    }
    fundStatements { year }
    expenditures(first: 2) { totalCount nodes { declared source { row } } }
    ateContracts { milestones { title } payments { amount } provider { name } tender { tender } }
    convenios { steps { step } }
    rendiciones { steps { step } }
    pupilCounts { grades { total } }
  } }
}"""


@pytest.fixture
def schools(ledger: Ledger) -> Ledger:
    """Thirty schools of six sostenedores, with payments, categories and results."""
    ruts = ["62000660-2", "11111111-1", "22222222-2", "33333333-3", "44444444-4", "55555555-5"]
    ledger.record(
        *(
            school(rbd, year, sostenedor=ruts[rbd % 6])
            for rbd in range(1, 31)
            for year in (2023, 2025)
        ),
        *(payment(rbd, "2024-03", 10 * rbd, escolaridad=5) for rbd in range(1, 31)),
        *(category(rbd, 2018, "medio") for rbd in range(1, 31)),
        *(result(rbd, 2018, lect=250) for rbd in range(1, 31)),
    )
    return ledger


def test_thirty_schools_take_no_more_statements_than_one(schools: Ledger) -> None:
    one, many = (schools.ask(DEEP, first=first) for first in (1, 30))
    assert not one.errors + many.errors
    assert many.data is not None
    assert len(many.data["schools"]["nodes"]) == 30
    assert many.statements == one.statements


def test_the_position_is_resolved_once_for_all_views(schools: Ledger) -> None:
    two = schools.ask("{ a: schools { nodes { rbd } } b: payments { nodes { month } } }")
    assert two.statements == 3


def test_a_link_that_many_rows_share_is_read_once(schools: Ledger) -> None:
    answer = schools.ask("{ payments { nodes { school { name } } } }")
    assert answer.statements == 3
