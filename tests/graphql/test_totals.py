"""The promise: totals add up to what they are the totals of, by any dimension, and quickly."""

import time

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import document
from tests.projections.given import category, payment, school

from sep_domain.values.grades import EducationLevel
from sep_domain.values.schools import PerformanceCategory


@pytest.fixture
def payments(ledger: Ledger) -> Ledger:
    ledger.record(
        school(1, 2023),
        school(2, 2023, region=10, comuna=10101),
        category(1, 2018, "alto"),
        category(1, 2020, "medio"),
        payment(1, "2019-03", 1),
        payment(1, "2024-03", 10),
        payment(1, "2024-04", 20),
        payment(2, "2024-03", 400),
    )
    return ledger


def test_a_total_counts_the_schools_behind_it(payments: Ledger) -> None:
    rows = payments.data("{ paymentTotals(by: [YEAR]) { year schools payments sepTotal } }")
    assert [tuple(row.values()) for row in rows["paymentTotals"]] == [
        (2019, 1, 1, 1),
        (2024, 2, 3, 430),
    ]


def test_dimensions_split_in_the_order_they_are_named(payments: Ledger) -> None:
    rows = payments.data(
        "{ paymentTotals(by: [MONTH, REGION], filter: { year: 2024 }) { month region sepTotal } }"
    )["paymentTotals"]
    assert [tuple(row.values()) for row in rows] == [
        ("2024-03", "METROPOLITANA", 410),
        ("2024-04", "METROPOLITANA", 20),
    ]


def test_a_category_is_the_one_last_published_up_to_the_year(payments: Ledger) -> None:
    rows = payments.data("{ paymentTotals(by: [CATEGORY, YEAR]) { category year sepTotal } }")
    assert [tuple(row.values()) for row in rows["paymentTotals"]] == [
        ("ALTO", 2019, 1),
        ("MEDIO", 2024, 30),
        (None, 2024, 400),
    ]


def test_of_two_categories_in_a_year_that_of_basica_is_taken(ledger: Ledger) -> None:
    basica = category(1, 2018, "alto")
    ledger.record(
        basica.model_copy(
            update={"level": EducationLevel.MEDIA, "category": PerformanceCategory.INSUFICIENTE}
        ),
        basica,
        payment(1, "2018-03", 1),
    )
    rows = ledger.data("{ paymentTotals(by: [CATEGORY]) { category sepTotal } }")
    assert rows["paymentTotals"] == [{"category": "ALTO", "sepTotal": 1}]


def test_documents_are_placed_by_their_school_and_the_rest_is_counted(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2023, region=10),
        document(1, "410501", 30),
        document(1, "410502", 4),
        document(None, "410902", 5),
    )
    rows = ledger.data(
        "{ expenditureTotals(by: [REGION, ACCOUNT_GROUP])"
        " { region accountGroup schools documents declared unattributed } }"
    )["expenditureTotals"]
    assert [tuple(row.values()) for row in rows] == [
        ("LOS_LAGOS", "410500", 1, 2, 34, 0),
        (None, "410900", 0, 1, 5, 1),
    ]


def test_schools_are_counted_in_one_edition(payments: Ledger) -> None:
    rows = payments.data(
        "{ schoolCounts(by: [REGION, STATUS]) { region status schools sostenedores } }"
    )["schoolCounts"]
    assert [tuple(row.values()) for row in rows] == [
        ("LOS_LAGOS", "FUNCIONANDO", 1, 1),
        ("METROPOLITANA", "FUNCIONANDO", 1, 1),
    ]


def test_coverage_counts_facts_in_their_latest_version(payments: Ledger) -> None:
    payments.record(payment(1, "2024-03", 11))
    covered = payments.data("{ coverage { dataset year rows schools } }")["coverage"]
    assert {"dataset": "subvenciones", "year": 2024, "rows": 3, "schools": 2} in covered


def test_a_hundred_thousand_payments_are_totalled_at_once(ledger: Ledger) -> None:
    ledger.record(*(school(rbd, 2024, region=rbd % 16 + 1) for rbd in range(1, 101)))
    ledger.execute(
        """
        insert into payments.payment
        select gen_random_uuid(), 1, 9223372036854775807, rbd, to_char(month, 'YYYY-MM'),
            extract(year from month), null, null, 'ESCUELA', rbd % 16 + 1, 13101, 'slep', false,
            null, 1000, null, null
        from generate_series(1, 8400) as rbd,
            generate_series(date '2024-01-01', date '2024-12-01', interval '1 month') as month
        """
    )
    ledger.execute("analyze payments.payment")
    question = "{ paymentTotals(by: [REGION, CATEGORY], filter: { year: 2024 }) { sepTotal } }"
    started = time.perf_counter()
    repeated = ledger.ask_all([question] * 5)
    seconds = (time.perf_counter() - started) / len(repeated)
    assert repeated[0].data is not None
    assert sum(row["sepTotal"] for row in repeated[0].data["paymentTotals"]) == 100_800_000
    assert seconds < 0.6  # 0.1 s where nothing else runs
