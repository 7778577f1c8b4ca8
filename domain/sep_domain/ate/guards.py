"""What decisions on advice share: guards that look at more than one step, and refusals."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from sep_domain.ate import law
from sep_domain.convenio_rules.rulings import pesos
from sep_domain.decisions.deciding import Command, RefusedError
from sep_domain.decisions.guards import Guard, Obstacle, require_later
from sep_domain.events.purchasing.ate import ProviderKind
from sep_domain.law.legal_numbers import LegalNumber
from sep_domain.values.money import Clp

S = TypeVar("S")


def guard_where(holds: Callable[[S], bool], code: str, message: str) -> Guard[S]:
    """A guard that lets pass where something holds of the state."""
    obstacle = Obstacle(code, message)
    return lambda state: None if holds(state) else obstacle


def require_after(command: Command, steps: Iterable[date | None]) -> None:
    """Refuses a command on a day before the last of the steps that it depends on."""
    require_later(command, max((step for step in steps if step is not None), default=None))


def require_at_most(amount: Clp, most: Clp, what: str) -> None:
    """Refuses an amount, in whole pesos, beyond what there is."""
    if amount > most:
        raise RefusedError(
            "monto_excede",
            f"{what} es {pesos(most)}; {pesos(amount)} es más.",
            (f"amount <= {most}",),
        )


KINDS = {
    ProviderKind.NATURAL: "una persona natural",
    ProviderKind.JURIDICA: "una persona jurídica cuyo fin de lucro no consta",
    ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO: "una persona jurídica sin fines de lucro",
    ProviderKind.JURIDICA_CON_FINES_DE_LUCRO: "una persona jurídica con fines de lucro",
}


def article_of(number: LegalNumber) -> str:
    """The article of a rule, as a sentence names it."""
    law = number.law if number.law.startswith("DFL") else f"Ley {number.law}"
    return f"{law} {number.article}"


def require_kind(kind: ProviderKind | None, day: date) -> None:
    """Refuses to list or hire, on a day, an adviser of a kind that the law does not let advise.

    A kind that is not known is no reason: nothing shows that the law bars it.
    """
    kinds = law.adviser_kinds(day)
    if kinds is None:
        raise RefusedError(
            "registro_inexistente",
            f"El registro de asesores existe desde el {law.registry_since():%d-%m-%Y} "
            "(Ley 20.248 art 30).",
        )
    if kind is not None and law.allows(kinds, kind) is False:
        raise RefusedError(
            "ate_no_habilitada",
            f"El {day:%d-%m-%Y} no puede asesorar {KINDS[kind]} ({article_of(kinds)}).",
            tuple(f"provider_kind = {each}" for each in kinds.value.split()),
        )
