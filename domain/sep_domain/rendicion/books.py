"""What the ledger knows of a rendición's totals before anybody declares them.

Each figure comes from the first of its sources that knows it; the others stand beside it. Where no
source speaks of a figure it is absent, with what is missing, and a declaration of it is accepted as
it is: nothing contradicts it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sep_domain.convenio_rules.rulings import pesos
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.funds.rendicion import KnownTotal
from sep_domain.values.money import Clp


class RenderedFigure(StrEnum):
    """A total of a rendición."""

    PAYROLL = "payroll"
    OPENING = "opening"
    INCOME = "income"
    SPENDING = "spending"
    CERTIFIED = "certified"


class FigureSource(StrEnum):
    """What says how much it is."""

    DOCUMENTOS = "documentos"
    ESTADO_RESULTADO = "estado_resultado"
    SUBVENCIONES = "subvenciones"
    CERTIFICADOS_SALDO = "certificados_saldo"
    RENDICION_ANTERIOR = "rendicion_anterior"


SPANISH: Mapping[RenderedFigure, str] = {
    RenderedFigure.PAYROLL: "remuneraciones",
    RenderedFigure.OPENING: "saldo inicial",
    RenderedFigure.INCOME: "ingresos",
    RenderedFigure.SPENDING: "gastos",
    RenderedFigure.CERTIFIED: "saldo certificado",
}
SOURCES: Mapping[FigureSource, str] = {
    FigureSource.DOCUMENTOS: "los documentos declarados",
    FigureSource.ESTADO_RESULTADO: "el Estado de resultados",
    FigureSource.SUBVENCIONES: "los pagos del ministerio",
    FigureSource.CERTIFICADOS_SALDO: "los certificados bancarios",
    FigureSource.RENDICION_ANTERIOR: "la rendición del año anterior",
}
_FIELDS: Mapping[RenderedFigure, str] = {
    RenderedFigure.PAYROLL: "total",
    RenderedFigure.OPENING: "opening",
    RenderedFigure.INCOME: "income",
    RenderedFigure.SPENDING: "spending",
    RenderedFigure.CERTIFIED: "sum(certificates.amount)",
}
"""What the commands call each figure."""
_ONE = (FigureSource.ESTADO_RESULTADO, FigureSource.RENDICION_ANTERIOR)
SUM: Mapping[FigureSource, str] = {
    source: "suma" if source in _ONE else "suman" for source in FigureSource
}
"""The verb that goes with each source."""
ASKED_OF: Mapping[RenderedFigure, tuple[FigureSource, ...]] = {
    RenderedFigure.PAYROLL: (FigureSource.DOCUMENTOS,),
    RenderedFigure.OPENING: (FigureSource.ESTADO_RESULTADO, FigureSource.RENDICION_ANTERIOR),
    RenderedFigure.INCOME: (FigureSource.ESTADO_RESULTADO, FigureSource.SUBVENCIONES),
    RenderedFigure.SPENDING: (FigureSource.ESTADO_RESULTADO, FigureSource.DOCUMENTOS),
    RenderedFigure.CERTIFIED: (FigureSource.CERTIFICADOS_SALDO,),
}
"""The sources of each figure, the nearest to what is rendered first."""


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A figure as it would be declared, in whole pesos; absent where nothing knows it."""

    figure: RenderedFigure
    amount: Clp | None
    source: FigureSource | None
    known_totals: tuple[KnownTotal, ...]
    """What every source says that knows the figure, the one that it is taken from first."""
    missing: tuple[str, ...]
    """What would have to be there to know more, in Spanish."""


@dataclass(frozen=True)
class KnownBooks:
    """The figures of one rendición as known at a position of the log; amounts in whole pesos."""

    position: int
    totals: tuple[KnownTotal, ...] = ()
    """What each source says of each figure that it knows."""
    declared: Clp | None = None
    """What is up for review: documents and what corrections changed of them since."""
    missing: Mapping[FigureSource, str] | None = None
    """Why a source is silent, where more can be said than that it is."""

    def prefilled(self, figure: RenderedFigure) -> Prefilled:
        """What would be declared of a figure."""
        said = {total.source: total for total in self.totals if total.figure == figure}
        known = tuple(said[source] for source in ASKED_OF[figure] if source in said)
        silent = (source for source in ASKED_OF[figure] if source not in said)
        return Prefilled(
            figure,
            known[0].amount if known else None,
            FigureSource(known[0].source) if known else None,
            known,
            tuple(map(self.silence, silent)),
        )

    def balance(self) -> Clp | None:
        """saldo final = saldo inicial + ingresos - gastos, where all three are known."""
        opening, income, spending = (
            self.prefilled(figure).amount
            for figure in (RenderedFigure.OPENING, RenderedFigure.INCOME, RenderedFigure.SPENDING)
        )
        if opening is None or income is None or spending is None:
            return None
        return Clp(opening + income - spending)

    def silence(self, source: FigureSource) -> str:
        """What to say where a source is silent, in Spanish."""
        return (self.missing or {}).get(source) or source_missing(source)


def source_missing(source: FigureSource) -> str:
    """That a source is not there, in Spanish."""
    return f"{'Falta' if source in _ONE else 'Faltan'} {SOURCES[source]}."


def known_totals(
    books: KnownBooks | None, declared: Mapping[RenderedFigure, Clp], why_different: str | None
) -> tuple[KnownTotal, ...]:
    """What the ledger knows of the figures that are declared, of each from its nearest source.

    Raises RefusedError where one differs and no reason is given.
    """
    if books is None:
        return ()
    known = [books.prefilled(figure) for figure in declared]
    if why_different is None:
        _require_equal(known, declared)
    return tuple(each.known_totals[0] for each in known if each.known_totals)


def _require_equal(known: Iterable[Prefilled], declared: Mapping[RenderedFigure, Clp]) -> None:
    differing = [
        f"{SPANISH[each.figure]}: se declara {pesos(declared[each.figure])} y "
        f"{SOURCES[each.source]} {SUM[each.source]} {pesos(each.amount)} "
        f"(diferencia {pesos(Clp(declared[each.figure] - each.amount))})"
        for each in known
        if each.source is not None
        and each.amount is not None
        and each.amount != declared[each.figure]
    ]
    if differing:
        raise RefusedError(
            "difiere_de_los_libros",
            f"Lo declarado difiere de lo que consta: {'; '.join(differing)}. "
            "Corríjalo, o diga por qué en `why_different`.",
            ("why_different", *_expected(known)),
        )


def _expected(known: Iterable[Prefilled]) -> Iterable[str]:
    return (f"{_FIELDS[each.figure]} = {each.amount}" for each in known if each.amount is not None)
