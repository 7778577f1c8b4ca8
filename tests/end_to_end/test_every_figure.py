"""No number enters the schema without its recomputation: each is compared, or excused by name."""

from graphql import GraphQLObjectType, get_named_type
from sep_graphql.schema import ledger_schema
from tests.end_to_end import (
    test_figures_acts,
    test_figures_advisers,
    test_figures_balances,
    test_figures_budgets,
    test_figures_category_history,
    test_figures_contracts,
    test_figures_entitlements,
    test_figures_journal,
    test_figures_money,
    test_figures_obligations,
    test_figures_outcomes,
    test_figures_plans,
    test_figures_published,
    test_figures_reconciliation,
    test_figures_regime,
    test_figures_rendiciones,
    test_figures_reviews,
    test_figures_rules,
    test_figures_schools,
    test_figures_series,
    test_figures_spending,
    test_figures_totals,
)
from tests.end_to_end.figures import NUMBERS

FIGURES = (
    *test_figures_acts.FIGURES,
    *test_figures_advisers.FIGURES,
    *test_figures_balances.FIGURES,
    *test_figures_budgets.FIGURES,
    *test_figures_category_history.FIGURES,
    *test_figures_contracts.FIGURES,
    *test_figures_entitlements.FIGURES,
    *test_figures_journal.FIGURES,
    *test_figures_money.FIGURES,
    *test_figures_obligations.FIGURES,
    *test_figures_outcomes.FIGURES,
    *test_figures_plans.FIGURES,
    *test_figures_published.FIGURES,
    *test_figures_reconciliation.FIGURES,
    *test_figures_regime.FIGURES,
    *test_figures_rendiciones.FIGURES,
    *test_figures_reviews.FIGURES,
    *test_figures_rules.FIGURES,
    *test_figures_schools.FIGURES,
    *test_figures_series.FIGURES,
    *test_figures_spending.FIGURES,
    *test_figures_totals.FIGURES,
)

NO_FIGURE = {
    ("AteTender", "bids"): "counts what commands said; compared in tests/graphql",
    ("TenderCriterion", "points"): "said by commands alone; compared in tests/graphql",
    ("AteTenderStep", "amount"): "said by commands alone; compared in tests/service",
    ("AteTenderStep", "points"): "said by commands alone; compared in tests/service",
    ("BankMatch", "confidence"): "weighs reasons; judged by a known truth in tests/domain",
    ("Amounts", "computed"): "no cell of a file; compared with the entitlements it adds up",
    ("EvidenceDocument", "size"): "only decisions point to documents; compared in tests/documents",
    ("Event", "version"): "counts the versions of a fact in the log",
    ("Projection", "version"): "counts the versions of the code of a view",
    ("Projection", "positionsBehind"): "measures the service, not the country",
    ("ChecklistEntry", "amount"): "a shortfall or a sum without backing, compared as such",
    **dict.fromkeys(
        (
            ("RendicionAsFiled", "declaredThen"),
            ("RendicionAsFiled", "incomeThen"),
            ("RendicionAsFiled", "spendingThen"),
        ),
        "depends on the order of the imports; compared in tests/graphql",
    ),
    **dict.fromkeys(
        (("Reallocation", "amount"), ("Reallocation", "before"), ("Reallocation", "observed")),
        "only decisions move amounts; compared in tests/graphql",
    ),
    **dict.fromkeys(
        (("Finding", "amount"), ("Finding", "answers")),
        "only auditors open findings; compared in tests/graphql",
    ),
    **dict.fromkeys(
        (
            *(("AdviceComparison", name) for name in ("change", "changeCompared")),
            *(("AdviceComparison", name) for name in ("schools", "schoolsCompared")),
            *(("AdviceCost", name) for name in ("estimate", "high", "low")),
            *(("AdviceEstimate", name) for name in ("estimate", "high", "low")),
            *(("AdviceEstimate", name) for name in ("pupils", "schools")),
            *(("AdviceMoment", name) for name in ("persistence", "persistenceCompared")),
        ),
        "estimates from scores compared here; a known truth in tests/stories and tests/outcomes",
    ),
    **dict.fromkeys(
        (("Correlation", "estimate"), ("Correlation", "high"), ("Correlation", "low")),
        "floats; recomputed from the files beside the figures of spending",
    ),
    **dict.fromkeys(
        (
            *(("BalanceSides", name) for name in ("compared", "group", "standardized")),
            *(("ComparisonPoint", name) for name in ("mean", "pupils", "schools")),
            *(("ComparisonSide", name) for name in ("after", "before", "change", "schools")),
            *(("Difference", name) for name in ("estimate", "high", "low", "pValue", "t")),
            *(("Difference", name) for name in ("observations", "standardError")),
            *(("Difference", name) for name in ("schoolsCompared", "schoolsInGroup")),
            *(("MatchedCell", name) for name in ("pupilsFrom", "scoreFrom")),
            *(("MatchedCell", name) for name in ("schoolsCompared", "schoolsInGroup")),
            *(("Sample", name) for name in ("asked", "used")),
            *(("LostSchools", name) for name in ("schools", "year")),
            ("DataFile", "rows"),
        ),
        "floats and counts of a comparison; recomputed in test_comparison_agrees",
    ),
    **dict.fromkeys(
        (("Comparison", "leastForInterval"), ("Comparison", "leastForMean"), ("Rule", "version")),
        "states the rule of an answer",
    ),
    ("SanctionProceeding", "highestUtm"): "of the days of a fine; compared in tests/graphql",
    ("Exposure", "missing"): "repeats what a ruling says, compared as such",
    ("AccountingMonth", "lateEntries"): "only commands close months; compared in tests/graphql",
    **dict.fromkeys(
        (
            *(("ConvenioForecast", name) for name in ("neededMonthly", "shareAtEnd")),
            *(("ConvenioForecast", name) for name in ("shortAtEnd", "threshold")),
        ),
        "the rule's own, of a term drawn out as compared here; a known pace in tests/graphql",
    ),
    ("PmeStep", "change"): "counts the modifications that were commanded; see tests/service",
    ("Source", "row"): "a place in a file, compared in tests/intake",
}
"""Numbers that say nothing of schools or money."""


def numbers_of_the_schema() -> set[tuple[str, str]]:
    return {
        (kind.name, name)
        for kind in ledger_schema()._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, of_field in kind.fields.items()
        if get_named_type(of_field.type).name in NUMBERS
    }


def counts_of_pages() -> set[tuple[str, str]]:
    """Held against the number of rows by whoever asks for pages."""
    return {(kind, name) for kind, name in numbers_of_the_schema() if name == "totalCount"}


def test_every_number_of_the_schema_is_recomputed_from_the_files() -> None:
    compared = set().union(*(figures.covered for figures in FIGURES)) | counts_of_pages()

    assert numbers_of_the_schema() - compared == NO_FIGURE.keys()


def test_names_tell_the_comparisons_apart() -> None:
    names = [figures.name for figures in FIGURES]

    assert len(set(names)) == len(names) > 100
