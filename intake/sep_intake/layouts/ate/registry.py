"""`ate_registro.csv`, and the registry of advisers as published: who may advise, and since when;
`evaluaciones_ate.csv`: how the ministry judges them in its processes of certification.

No official open layout of the registry was found. Besides the template a header is read that says
the same in the registry's words (`_ALIASES`); which words those are is a guess (confidence U).
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date

from sep_domain.ate.law import adviser_kinds, allows
from sep_domain.events.base import Fact
from sep_domain.events.purchasing.ate import (
    AteCertificationEvaluated,
    AteProviderCertified,
    AteProviderEvaluated,
    AteProviderReinstated,
    AteProviderRemoved,
    AteProviderSuspended,
    ProviderKind,
)
from sep_domain.values.identifiers import Rut
from sep_intake.cells.grammar import AHEAD
from sep_intake.cells.rows import Row, RowError, one_of
from sep_intake.columns.headers import Declared
from sep_intake.columns.layout import FileHead
from sep_intake.columns.reading import plain_literal
from sep_intake.columns.template import Template, columns, is_filled, require_absent

_ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("rut_ate", "rut_proveedor", "rut_asesor"), "rut"),
    **dict.fromkeys(("nombre_ate", "razon_social", "nombre_o_razon_social"), "nombre"),
    **dict.fromkeys(
        ("tipo", "tipo_ate", "tipo_de_persona", "personalidad_juridica"), "tipo_persona"
    ),
    **dict.fromkeys(
        ("fecha_inscripcion", "fecha_registro", "fecha_incorporacion", "fecha_de_certificacion"),
        "fecha_certificacion",
    ),
    **dict.fromkeys(
        ("fecha_vencimiento", "fecha_termino_vigencia", "vigencia_hasta"), "vigente_hasta"
    ),
    **dict.fromkeys(("estado_ate", "estado_registro"), "estado"),
    "fecha_de_estado": "fecha_estado",
    "motivo": "motivo_estado",
}
"""Words of the registry, by those of the template."""

_PUBLISHED = frozenset({"rut", "nombre", "estado", "fecha_certificacion"})
_LOST = {
    "tipo_persona": "se toma del RUT",
    "vigente_hasta": "no se sabe hasta cuándo valen los registros",
}
_LOST_OF_STATE = {
    "fecha_estado": "no se sabe desde cuándo vale el estado",
    "motivo_estado": "vale el estado mismo como motivo",
}
_KINDS = {
    "NATURAL": ProviderKind.NATURAL,
    "PERSONA NATURAL": ProviderKind.NATURAL,
    **dict.fromkeys(("JURIDICA", "PERSONA JURIDICA"), ProviderKind.JURIDICA),
    **dict.fromkeys(
        (
            *("JURIDICA SIN FINES DE LUCRO", "PERSONA JURIDICA SIN FINES DE LUCRO"),
            *("SIN FINES DE LUCRO", "CORPORACION", "FUNDACION", "UNIVERSIDAD"),
        ),
        ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO,
    ),
    **dict.fromkeys(
        (
            *("JURIDICA CON FINES DE LUCRO", "PERSONA JURIDICA CON FINES DE LUCRO"),
            *("CON FINES DE LUCRO", "SOCIEDAD", "EMPRESA"),
        ),
        ProviderKind.JURIDICA_CON_FINES_DE_LUCRO,
    ),
}

_LISTED = frozenset({"VIGENTE", "CERTIFICADA", "CERTIFICADO", "ACTIVA", "ACTIVO", "INSCRITA"})
_SUSPENDED = frozenset({"SUSPENDIDA", "SUSPENDIDO"})
_REMOVED = frozenset({"ELIMINADA", "ELIMINADO", "CADUCADA", "CADUCADO"})
_YES_OR_NO = {"1": True, "0": False}


class AteRegistro(Template):
    """Any row may also say that the adviser was suspended, reinstated or evaluated."""

    dataset = "ate_registro"
    title = "Registro de asesores técnicos (ATE)"
    required = columns(
        "rut;nombre;tipo_persona;fecha_certificacion;vigente_hasta;fecha_eliminacion;"
        "motivo_eliminacion"
    )
    together = (
        columns("fecha_eliminacion;motivo_eliminacion"),
        columns("fecha_suspension;suspension_hasta;motivo_suspension;fecha_reincorporacion"),
        columns("fecha_evaluacion;contrato_evaluado;evaluacion_deficiente"),
    )

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._at = self.spelt
        """Where in this file the columns of the template are."""

    @classmethod
    def canonical(cls, column: str) -> str:
        return _ALIASES.get(column, column)

    @classmethod
    def wanted(cls, columns: Set[str]) -> Set[str]:
        """Of the template, or of the registry as published, which alone must say a state."""
        is_template = cls.required <= columns or "estado" not in columns
        return cls.required if is_template else _PUBLISHED

    @classmethod
    def declaration(cls, columns: Set[str]) -> Declared:
        """What the registry may leave out, and the columns of a state that any file may have."""
        required = cls.wanted(columns)
        of_state = _LOST_OF_STATE if "estado" in columns else dict.fromkeys(_LOST_OF_STATE, "")
        lost = {"estado": "", **of_state, **_LOST}
        return replace(
            super().declaration(columns),
            required=required,
            optional={name: what for name, what in lost.items() if name not in required},
        )

    def facts(self, row: Row) -> list[Fact]:
        ate = row.rut(self._name("rut"))
        since = row.day(self._name("fecha_certificacion"))
        certified = AteProviderCertified(
            occurred_on=since,
            ate=ate,
            name=row.text(self._name("nombre")),
            provider_kind=_of_its_day(self._kind(row, ate), since),
            valid_until=row.optional_day(self._name("vigente_hasta"), AHEAD),
        )
        return [certified, *self._standing(row, ate), *_removal(row, ate), *_evaluation(row, ate)]

    def _name(self, column: str) -> str:
        return self._at.get(column, column)

    def _kind(self, row: Row, ate: Rut) -> ProviderKind:
        column = self._name("tipo_persona")
        if column not in self.head.columns:
            return ProviderKind.JURIDICA if ate.is_of_body else ProviderKind.NATURAL
        text = row.text(column)
        if (kind := _KINDS.get(plain_literal(text))) is None:
            known = one_of(each.value for each in ProviderKind)
            raise RowError(column, text, "tipo de persona desconocido", known)
        return kind

    def _standing(self, row: Row, ate: Rut) -> Iterator[Fact]:
        """What the columns of a suspension say, and what the registry calls the adviser now."""
        yield from _suspension(row, ate)
        column = self._name("estado")
        state = plain_literal(row.optional_text(column) or "")
        if not state or state in _LISTED:
            return
        day_column = self._name("fecha_estado")
        reason = row.optional_text(self._name("motivo_estado")) or row.text(column)
        if state in _SUSPENDED:
            yield AteProviderSuspended(occurred_on=row.day(day_column), ate=ate, reason=reason)
        elif state in _REMOVED:
            yield AteProviderRemoved(occurred_on=row.day(day_column), ate=ate, reason=reason)
        else:
            known = sorted(_LISTED | _SUSPENDED | _REMOVED)
            raise RowError(column, row.text(column), "estado desconocido", one_of(known))


class EvaluacionesAte(Template):
    """How the ministry judged each adviser in a process (Ley 21.107 art 4). What the users say of a
    contract stands in the registry's file."""

    dataset = "evaluaciones_ate"
    title = "Evaluaciones de asesores en la certificación del Ministerio"
    required = columns("rut;proceso;fecha;deficiente;resolucion")

    def facts(self, row: Row) -> list[Fact]:
        return [
            AteCertificationEvaluated(
                occurred_on=row.day("fecha"),
                ate=row.rut("rut"),
                process=row.text("proceso"),
                deficient=row.code("deficiente", _YES_OR_NO),
                resolution=row.optional_text("resolucion"),
            )
        ]


def _of_its_day(kind: ProviderKind, day: date) -> ProviderKind:
    """A body whose profit the file does not tell has none where the registry of its day admits
    only such (Ley 20.248 art 30 a, from 8 June 2018); before that day nobody can say."""
    kinds = adviser_kinds(day)
    for_profit = ProviderKind.JURIDICA_CON_FINES_DE_LUCRO
    if kind is ProviderKind.JURIDICA and kinds and allows(kinds, for_profit) is False:
        return ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO
    return kind


def _suspension(row: Row, ate: Rut) -> Iterator[Fact]:
    if is_filled(row, "fecha_suspension", "motivo_suspension"):
        yield AteProviderSuspended(
            occurred_on=row.day("fecha_suspension"),
            ate=ate,
            until=row.optional_day("suspension_hasta", AHEAD),
            reason=row.text("motivo_suspension"),
        )
    else:
        require_absent(row, "suspension_hasta", "fecha_suspension")
    if reinstated := row.optional_day("fecha_reincorporacion"):
        yield AteProviderReinstated(occurred_on=reinstated, ate=ate)


def _removal(row: Row, ate: Rut) -> Iterator[AteProviderRemoved]:
    if is_filled(row, "fecha_eliminacion", "motivo_eliminacion"):
        yield AteProviderRemoved(
            occurred_on=row.day("fecha_eliminacion"),
            ate=ate,
            reason=row.text("motivo_eliminacion"),
        )


def _evaluation(row: Row, ate: Rut) -> Iterator[AteProviderEvaluated]:
    if is_filled(row, "fecha_evaluacion", "contrato_evaluado", "evaluacion_deficiente"):
        yield AteProviderEvaluated(
            occurred_on=row.day("fecha_evaluacion"),
            ate=ate,
            contract=row.text("contrato_evaluado"),
            deficient=row.code("evaluacion_deficiente", _YES_OR_NO),
        )
