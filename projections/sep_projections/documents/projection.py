"""The projections of what is declared, and of the documents that decisions point to."""

from sep_domain.catalogue import event_types
from sep_domain.events import imports
from sep_domain.events.education import agency, pupils, results, schools
from sep_domain.events.funds import accounting, entitlements, payments, restitutions
from sep_domain.events.purchasing import ocds
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

ACCOUNTS = Projection(
    name="accounts",
    room="documents",
    version=3,
    events=(
        accounting.ExpenditureDeclared,
        accounting.AccountDeclared,
        accounting.AccountDefined,
    ),
    tables=("expenditure", "account_line", "account"),
    records=(
        Recorded(
            "expenditure",
            (accounting.ExpenditureDeclared,),
        ),
        Recorded(
            "account_line",
            (accounting.AccountDeclared,),
        ),
        Recorded(
            "account",
            (accounting.AccountDefined,),
        ),
    ),
)

_OF_FILES = (
    schools,
    agency,
    pupils,
    results,
    payments,
    entitlements,
    restitutions,
    accounting,
    ocds,
    imports,
)

EVIDENCE_DOCUMENTS = Projection(
    name="evidence_documents",
    room="documents",
    version=2,
    # Whatever may be decided; what only files and rules say points to no document.
    events=tuple(
        event_type
        for event_type in event_types().values()
        if event_type.__module__ not in {module.__name__ for module in _OF_FILES}
    ),
    tables=("evidence_document",),
)
