"""What a rendición's review amounts to after each act: accepted + rejected + pending = declared.

An act on one allocation moves that allocation and leaves the rest as it stands. What was accepted
or rejected of an allocation is known where it was resolved by itself. Where the Superintendencia
only stated totals, an allocation that is taken up is first taken for one of those left pending; as
far as they do not reach, for accepted; and only then for rejected.

What was rejected of an allocation stays rejected whatever the sostenedor makes of it: the
Superintendencia alone takes it back.
"""

from typing import NamedTuple

from sep_domain.convenio_rules.rulings import pesos
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.funds.rendicion import Allocation, RendicionReviewed
from sep_domain.rendicion import commands as ask
from sep_domain.rendicion.state import AllocationState, RendicionState
from sep_domain.values.money import Clp

NOTHING = Clp(0)
_OF_THE_SOSTENEDOR = (ask.CorrectAllocation, ask.Rectify)


class Share(NamedTuple):
    """Part of the totals, in whole pesos."""

    accepted: Clp
    rejected: Clp

    def less(self, other: "Share") -> "Share":
        return Share(Clp(self.accepted - other.accepted), Clp(self.rejected - other.rejected))


def resolved_totals(state: RendicionState) -> Share:
    """What was accepted and rejected allocation by allocation."""
    outcomes = state.allocations.values()
    return Share(
        Clp(sum(each.accepted or 0 for each in outcomes)),
        Clp(sum((each.rejected or 0) + each.kept for each in outcomes)),
    )


def share(state: RendicionState, allocation: Allocation) -> Share:
    """How much of the totals is of one allocation."""
    own = state.of(allocation)
    if own.accepted is not None and own.rejected is not None:
        return Share(own.accepted, own.rejected)
    if own.kept:
        return Share(NOTHING, own.kept)
    if state.accepted is None or state.rejected is None or str(allocation) in state.held:
        return Share(NOTHING, NOTHING)
    rest = Share(state.accepted, state.rejected).less(resolved_totals(state))
    judged = max((state.amount(allocation) or 0) - _free(state), 0)
    accepted = min(judged, max(rest.accepted, 0))
    return Share(Clp(accepted), Clp(min(judged - accepted, max(rest.rejected, 0))))


def _free(state: RendicionState) -> int:
    """What is pending of allocations that nobody has taken up yet; 0 where it is unknown."""
    if state.known is None or state.known.declared is None:
        return 0
    judged = (state.accepted or 0) + (state.rejected or 0)
    return max(state.known.declared - judged - sum(state.held.values()), 0)


def totals_after(
    before: RendicionState, after: RendicionState, command: ask.OnAllocation
) -> list[RendicionReviewed]:
    """How the totals stand after an act that led from one state to the other; nothing where
    nothing has been accepted or rejected yet."""
    events: list[RendicionReviewed] = []
    totals = Share(before.accepted or NOTHING, before.rejected or NOTHING)
    for allocation, now in after.allocations.items():
        if now == before.of(allocation) and allocation != command.allocation:
            continue
        before_it = share(before, allocation)
        kept = before_it.rejected if isinstance(command, _OF_THE_SOSTENEDOR) else None
        totals = _put(totals.less(before_it), now, kept)
        if before.accepted is not None or now.accepted is not None:
            stated = _stated(before, after, command, allocation, totals)
            events.append(_keeping(stated, after, allocation, kept))
    return events


def _put(rest: Share, outcome: AllocationState, kept: Clp | None) -> Share:
    rejected = (outcome.rejected or 0) if kept is None else kept
    return Share(Clp(rest.accepted + (outcome.accepted or 0)), Clp(rest.rejected + rejected))


def _left(amount: Clp, kept: Clp) -> Clp:
    """What is to be decided of an allocation; of a credit note it is negative."""
    left = amount - kept
    return Clp(max(left, 0) if amount >= 0 else min(left, 0))


def _stated(
    before: RendicionState,
    after: RendicionState,
    command: ask.OnAllocation,
    allocation: Allocation,
    totals: Share,
) -> RendicionReviewed:
    key, now = before.key, after.of(allocation)
    amount = after.amount(allocation) or NOTHING
    pending = NOTHING if now.accepted is not None else amount
    return RendicionReviewed(
        # Totals hold from the last act on, whatever day an earlier one is said to be of.
        occurred_on=max(command.occurred_on, before.reviewed_on or command.occurred_on),
        sostenedor=key.sostenedor,
        rbd=key.rbd,
        year=key.year,
        subvencion=key.subvencion,
        accepted=totals.accepted,
        rejected=totals.rejected,
        document=str(allocation),
        pending=pending,
    )


def _keeping(
    stated: RendicionReviewed, after: RendicionState, allocation: Allocation, kept: Clp | None
) -> RendicionReviewed:
    """With what stays rejected of the allocation; it is not pending."""
    if kept is None:
        return stated
    pending = _left(after.amount(allocation) or NOTHING, kept)
    return stated.model_copy(update={"pending": pending, "kept": kept})


def require_room(state: RendicionState, command: ask.Review) -> None:
    """A statement over all takes back nothing that was decided one by one, and judges no more than
    is declared. Raises RefusedError."""
    least = resolved_totals(state)
    if command.accepted < least.accepted or command.rejected < least.rejected:
        raise RefusedError(
            "totales_no_cuadran",
            f"Las asignaciones resueltas ya suman {pesos(least.accepted)} aceptado y "
            f"{pesos(least.rejected)} rechazado; el total no puede ser menos: "
            f"{pesos(command.accepted)} y {pesos(command.rejected)}.",
            (f"accepted >= {least.accepted}, rejected >= {least.rejected}",),
        )
    declared = state.known.declared if state.known else None
    if declared is not None and command.accepted + command.rejected > declared:
        raise RefusedError(
            "totales_exceden",
            f"Se declaran {pesos(declared)}; aceptado y rechazado suman "
            f"{pesos(Clp(command.accepted + command.rejected))}.",
            (f"accepted + rejected <= {declared}",),
        )
