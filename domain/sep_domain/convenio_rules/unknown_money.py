"""What is not known of a convenio's money, and the sentences that say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from sep_domain.dates.calendar import Period, SchoolYear

_NO_START = "No se sabe con qué saldo empezó el convenio."


@dataclass(frozen=True, slots=True)
class Gaps:
    """Months without a payment and years without a document up to a day; whether what was brought
    in is known for certain."""

    months: tuple[Period, ...]
    years: tuple[SchoolYear, ...]
    brought: bool

    @property
    def of_start(self) -> tuple[str, ...]:
        """Why more or less may have been brought in."""
        return () if self.brought else (_NO_START,)

    @property
    def of_receiving(self) -> tuple[str, ...]:
        """Why more may have been received, what was brought in counted."""
        return (*self.of_start, *self.of_payments)

    @property
    def of_payments(self) -> tuple[str, ...]:
        """Why the ministry may have paid more."""
        if not self.months:
            return ()
        return (f"No hay pagos conocidos de {_runs(self.months)}.",)

    @property
    def of_spending(self) -> tuple[str, ...]:
        """Why more may have been spent."""
        return lacking_years("documentos declarados", self.years)

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.of_receiving, *self.of_spending)


def lacking_years(what: str, years: Sequence[SchoolYear]) -> tuple[str, ...]:
    """A sentence that names the years of which something is not known; none where none lacks."""
    if not years:
        return ()
    return (f"No hay {what} de {', '.join(str(int(year)) for year in years)}.",)


def _runs(months: Sequence[Period]) -> str:
    """Months one after another as one span: `2014-03 a 2014-06, 2015-01`."""
    spans: list[list[Period]] = []
    for month in sorted(months):
        if spans and spans[-1][-1].plus(1) == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(_span(span) for span in spans)


def _span(span: Sequence[Period]) -> str:
    return span[0] if len(span) == 1 else f"{span[0]} a {span[-1]}"
