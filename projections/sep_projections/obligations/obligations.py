"""What duties and hindrances are reckoned from: numbers of the law, holidays, convenios."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from itertools import chain
from typing import Any

import orjson

from sep_domain.convenio_rules.balances.saldo_plans import plans_called_for
from sep_domain.dates.business_days import holidays_between
from sep_domain.events.legal.acts import ResolutionKind
from sep_domain.obligations.catalogue import latest_obligations
from sep_domain.obligations.numbers import Number, numbers, numbers_of_acts, numbers_of_advice
from sep_domain.obligations.silence import silences
from sep_domain.pme.state import YEARS
from sep_domain.resolucion.kinds import ground_of
from sep_domain.values.identifiers import Rbd, Rut
from sep_projections.convenios.terms import ConvenioTermFilter, term_params
from sep_projections.reading.known import Known

_FIRST_YEAR = 2008
"""Of the regime."""


def obligation_params(
    known: Known, on: date, *, rbd: Rbd | None, sostenedor: Rut | None
) -> dict[str, Any]:
    """Parameters of the statements that reckon duties and hindrances of a day."""
    terms = ConvenioTermFilter(rbd=rbd, sostenedor=sostenedor)
    return {**term_params(known, terms), **law(on), "on": on, "cycle_years": YEARS}


NO_ACT_LEFT_OUT: Mapping[str, None] = dict.fromkeys(
    ("kind", "convenio", "void", "sanction", "gravity", "sanctioned", "final", "year")
)
"""What the statements about acts could be narrowed by, for those that they are built into."""


def challenges() -> dict[str, Any]:
    """Which right to be heard each kind of resolution begins, by the name of its term."""
    of_term = {one.value: one.name for one in latest_obligations().values() if one.value}
    grounds = ((kind, ground_of(kind)) for kind in ResolutionKind)
    begun = [
        {
            "kind": kind.value,
            "duty": of_term[f"@{ground.challenge}"],
            "term": ground.challenge,
            "issued": ground.challenge_from == "issued",
        }
        for kind, ground in grounds
        if ground.challenge
    ]
    return {"challenges": orjson.dumps(begun).decode()}


def law(on: date) -> dict[str, Any]:
    """The numbers of the law, the holidays, since when plans for balances are called for, and on
    whose silence each duty and hindrance rests."""
    return {
        "rests_on": orjson.dumps([asdict(each) for each in silences()]).decode(),
        **_parameter(chain(numbers(), numbers_of_advice(), numbers_of_acts())),
        "holidays": list(holidays_between(_FIRST_YEAR, on.year + 1)),
        "plans_called_for": plans_called_for(),
    }


def numbers_of_law() -> dict[str, Any]:
    """The numbers of the law, each with its days."""
    return _parameter(numbers())


def numbers_with_advice() -> dict[str, Any]:
    """The same and those by which advice is judged, which others need not read."""
    return _parameter(chain(numbers(), numbers_of_advice()))


def _parameter(given: Iterable[Number]) -> dict[str, Any]:
    return {"numbers": orjson.dumps([asdict(each) for each in given]).decode()}
