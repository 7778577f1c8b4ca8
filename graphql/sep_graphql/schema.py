"""The schema, put together."""

from functools import cache
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from graphql import GraphQLError
from sep_graphql import (
    accounting_months,
    acts,
    advice,
    advice_moments,
    advised_schools,
    advisers,
    amounts,
    approvals,
    ate_rulings,
    banking,
    category_budget,
    category_history,
    category_version,
    comparison,
    connections,
    contracts,
    convenio_bridge,
    convenio_terms,
    convenios,
    data_version,
    deliverables,
    documents,
    entitlements,
    evidence_documents,
    findings,
    funds,
    journal,
    links,
    log,
    matching,
    money,
    obligation_standings,
    obligations,
    outcomes,
    pme_budget,
    pme_execution,
    published_pme,
    purchase_orders,
    reconciliation,
    regime_changes,
    regime_version,
    register,
    rendicion_checks,
    rendiciones,
    reparations,
    sanctions,
    scalars,
    schools,
    scores,
    sostenedores,
    spending_outcomes,
    subscription,
    totals,
)
from sep_graphql.asked import KnownNames
from sep_graphql.connections import LIST_BOUND
from sep_graphql.described import describe
from sep_graphql.errors import ExplainErrors, give_codes
from sep_graphql.known import LedgerPosition
from sep_graphql.limits import Limits, extensions
from sep_projections.reading.aggregates import MOST_GROUPS
from sep_projections.reading.listing import MOST_ROWS

_MODULES = (
    scalars,
    connections,
    links,
    log,
    money,
    documents,
    entitlements,
    funds,
    journal,
    amounts,
    convenio_bridge,
    convenio_terms,
    reparations,
    acts,
    sanctions,
    convenios,
    rendicion_checks,
    rendiciones,
    accounting_months,
    findings,
    approvals,
    evidence_documents,
    ate_rulings,
    deliverables,
    contracts,
    published_pme,
    purchase_orders,
    obligation_standings,
    obligations,
    pme_execution,
    pme_budget,
    outcomes,
    advised_schools,
    advice_moments,
    advice,
    advisers,
    spending_outcomes,
    regime_changes,
    regime_version,
    category_budget,
    category_history,
    category_version,
    banking,
    reconciliation,
    register,
    schools,
    data_version,
    scores,
    matching,
    comparison,
    sostenedores,
    totals,
    subscription,
)


_QUERY = (
    "Every view of the ledger, each as known at any instant (`asOf`). No list is cut: a connection "
    f"is read page by page, a plain list holds up to {LIST_BOUND:,} rows under one parent and "
    f"{MOST_ROWS:,} at the root, totals up to {MOST_GROUPS:,} groups; beyond that the answer is "
    "the error TOO_MANY_ROWS."
)


@strawberry.type(description=_QUERY)
class Query(
    schools.SchoolQuery,
    sostenedores.SostenedorQuery,
    money.MoneyQuery,
    documents.DocumentQuery,
    entitlements.EntitlementQuery,
    funds.FundQuery,
    journal.JournalQuery,
    amounts.AmountQuery,
    convenio_terms.ConvenioTermQuery,
    reparations.ReparationQuery,
    convenios.ConvenioQuery,
    acts.ActQuery,
    sanctions.SanctionQuery,
    rendiciones.RendicionQuery,
    accounting_months.AccountingMonthQuery,
    findings.FindingQuery,
    banking.InventoryQuery,
    approvals.ApprovalQuery,
    evidence_documents.EvidenceDocumentQuery,
    contracts.ContractQuery,
    published_pme.PublishedPmeQuery,
    purchase_orders.PurchaseOrderQuery,
    deliverables.DeliverableQuery,
    obligations.ObligationQuery,
    obligation_standings.ObligationCatalogueQuery,
    pme_execution.PmeExecutionQuery,
    pme_budget.PmeBudgetQuery,
    outcomes.OutcomeQuery,
    advisers.AdviserQuery,
    spending_outcomes.SpendingQuery,
    scores.ScoreQuery,
    category_history.CategoryHistoryQuery,
    category_version.CategoryVersionQuery,
    regime_changes.RegimeChangeQuery,
    regime_version.SchoolCoverageVersionQuery,
    comparison.ComparisonQuery,
    reconciliation.ReconciliationQuery,
    totals.TotalQuery,
    log.LogQuery,
):
    """Every view of the ledger, each as known at any instant (`asOf`)."""


class LedgerSchema(strawberry.Schema):
    """Strawberry's schema, which leaves the logging of errors to `ExplainErrors`."""

    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,  # noqa: ARG002 (the library passes it)
    ) -> None:
        """A code each. What a caller can mend is no incident; the rest is logged when masked."""
        give_codes(errors)

    def _create_execution_context(self, *args: Any, **given: Any) -> ExecutionContext:
        # The library writes a name that it does not find into its answer, which must be text.
        if name := given.get("operation_name"):
            given["operation_name"] = name.encode(errors="backslashreplace").decode()
        return super()._create_execution_context(*args, **given)


@cache
def ledger_schema(limits: Limits = Limits()) -> LedgerSchema:  # noqa: B008 (frozen)
    """The schema, holding every operation to these limits."""
    for module in _MODULES:
        describe(module)
    return LedgerSchema(
        query=Query,
        subscription=subscription.Subscription,
        config=StrawberryConfig(scalar_map=scalars.SCALARS),
        extensions=[*extensions(limits), ExplainErrors, LedgerPosition, KnownNames],
    )
