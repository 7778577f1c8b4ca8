"""An entitlement in Spanish sentences, for those who have to explain a payment."""

from collections.abc import Iterable
from decimal import Decimal

from sep_domain.entitlement.inputs import Pupils
from sep_domain.entitlement.lines import EntitlementKind
from sep_domain.statute import Confidence
from sep_projections.reads.entitlements import EntitlementLineRow, EntitlementReasonsRow

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
}


def sentences(row: EntitlementReasonsRow, lines: Iterable[EntitlementLineRow]) -> list[str]:
    """Each line, what is cut or held back, why it may change, and how it was rounded."""
    found = [_line(line) for line in lines]
    if row.scaled:
        found.append(f"Se descuentan {pesos(-row.scaled)} por baja ejecución (Ley 21.006).")
    if row.retained > 0:
        found.append(f"Se retienen {pesos(row.retained)} por rendición pendiente (Ley 21.006).")
    if row.retained < 0:
        found.append(f"Se devuelven {pesos(-row.retained)} retenidos antes (Ley 21.006).")
    found += [f"Es provisorio: {reason}." for reason in reasons(row.provisional)]
    found.append(
        "Cada artículo se redondea al peso una vez por mes y grupo, lo que la ley no dice."
    )
    return found


def reasons(codes: Iterable[str]) -> list[str]:
    """Why an entitlement is provisional, in Spanish."""
    parted = (code.partition(":") for code in codes)
    return [_REASONS[name].format(of_what) for name, _, of_what in parted]


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
