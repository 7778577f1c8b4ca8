"""An entitlement in Spanish sentences, for those who have to explain a payment."""

from collections.abc import Iterable
from decimal import Decimal

from sep_domain.entitlement.inputs import Pupils
from sep_domain.entitlement.lines import EntitlementKind
from sep_domain.law.statute import Confidence
from sep_domain.values.money import Clp
from sep_projections.entitlement.entitlements import EntitlementLineRow, EntitlementReasonsRow

_ARTICLES = {
    "art14": "artículo 14",
    "art14bis": "artículo 14 bis",
    "art16": "artículo 16 (concentración)",
    "art20": "artículo 20 (aporte adicional)",
    "art27": "artículo 27 (aporte extraordinario)",
}
_BEGINNINGS = {
    EntitlementKind.MENSUAL: "",
    EntitlementKind.CUOTA: "Cuota del ",
    EntitlementKind.RELIQUIDACION: "Reliquidación de {valued}, ",
    EntitlementKind.RETROACTIVO: "Pago retroactivo de {valued}, ",
}
_PUPILS = {
    Pupils.PRIORITARIOS: "alumnos prioritarios",
    Pupils.PREFERENTES: "alumnos preferentes",
    Pupils.TODOS: "alumnos",
}
_CONFIDENCES = {
    Confidence.VERIFIED: "valor verificado",
    Confidence.DERIVED: "valor derivado",
    Confidence.UNVERIFIED: "valor no verificado",
}
_REASONS = {
    "attendance_missing": "falta la asistencia de {}",
    "attendance_above_enrolment": "la asistencia de {} supera la matrícula y se tomó hasta ella",
    "classification_assumed": "falta la clasificación de {} y se supone la anterior",
    "gratuity_assumed": "falta saber si en {} era gratuito y se supone lo de otro año",
    "plan_not_presented": "no se conoce un PME presentado",
    "value_unverified": "usa valores de la ley que no se han verificado",
    "execution_computed": "el porcentaje gastado se calculó de los documentos declarados",
    "grades_unsure": "no se sabe si {} cuenta grados que aún no estaban en el régimen",
    "grades_mixed": "la asistencia de {} cuenta grados que aún no estaban en el régimen",
    "attendance_unknown": "no se conoce la asistencia en que se funda {}",
    "classification_unknown": "no se conoce la clasificación de {}",
    "gratuity_unknown": "no se sabe si en {} era gratuito",
    "share_unknown": "no se conoce el porcentaje de prioritarios de {}",
    "settlement_unknown": "no se conoce la asistencia con que se reliquida {}",
    "value_unknown": "no se conoce el valor que fija la ley: {}",
    "use_unknown": "no se conoce el valor de la USE de {}",
    "convenio_unknown": "no se conoce si había convenio en {}",
}


def sentences(
    row: EntitlementReasonsRow, lines: Iterable[EntitlementLineRow], exposed_cut: Clp | None
) -> list[str]:
    """Each line, what is cut or held back, why it may change, and how it was rounded."""
    found = [_line(line) for line in lines]
    found += [sentence for amount, sentence in _ley_21006(row, -(exposed_cut or 0)) if amount > 0]
    found += [f"Falta, y no está sumado: {reason}." for reason in reasons(row.lacks)]
    found += [f"Es provisorio: {reason}." for reason in reasons(row.provisional)]
    found.append(
        "Cada artículo se redondea al peso una vez por mes y grupo, lo que la ley no dice."
    )
    return found


def _ley_21006(row: EntitlementReasonsRow, exposed_cut: int) -> list[tuple[int, str]]:
    """What resolutions order of the month, and what the law exposes it to; only what is positive
    is worth saying."""
    held, cut = pesos(row.exposed_retained), pesos(exposed_cut)
    return [
        (-row.scaled, f"Se descuentan {pesos(-row.scaled)} por baja ejecución (Ley 21.006)."),
        (row.retained, f"Se retienen {pesos(row.retained)} por rendición pendiente (Ley 21.006)."),
        (-row.retained, f"Se devuelven {pesos(-row.retained)} retenidos antes (Ley 21.006)."),
        (exposed_cut, _EXPOSED.format("baja ejecución", f"un descuento de {cut}")),
        (row.exposed_retained, _EXPOSED.format("rendición pendiente", f"una retención de {held}")),
    ]


_EXPOSED = (
    "Por {} la ley expone a {} (Ley 21.006 art 1); no se conoce resolución que lo ordene y no está"
    " descontado."
)


def reasons(codes: Iterable[str]) -> list[str]:
    """Why an entitlement is provisional, in Spanish."""
    parted = (code.partition(":") for code in codes)
    return [_REASONS[name].format(of_what.replace(":", " ")) for name, _, of_what in parted]


def _line(line: EntitlementLineRow) -> str:
    beginning = _BEGINNINGS[line.kind].format(valued=line.valued) + _ARTICLES[line.article]
    share = "" if line.share == "1" else f" × {line.share}"
    return (
        f"{beginning[0].upper()}{beginning[1:]}: {number(line.counted)} {_PUPILS[line.pupils]} de"
        f" {line.band} × {number(line.use)} USE × ${number(line.clp_per_use)}{share} ="
        f" ${number(line.amount, 2)} (asistencia de {_months(line.months)}; Ley {line.law};"
        f" {_CONFIDENCES[line.confidence]})."
    )


def _months(text: str) -> str:
    return text.replace("..", " a ").replace(",", ", ")


def pesos(amount: int) -> str:
    """An amount as it is written in Chile: `$1.234.567`."""
    return f"${amount:,}".replace(",", ".")


def number(value: Decimal, decimals: int | None = None) -> str:
    """A number as it is written in Chile: `1.234,5`."""
    text = f"{value:,f}" if decimals is None else f"{value:,.{decimals}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))
