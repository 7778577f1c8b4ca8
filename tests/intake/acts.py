"""Rows of the templates about authorities' acts, said by what matters of them."""

from sep_intake.columns.template import Template
from sep_intake.layouts.acts.mejoras import Mejoras
from sep_intake.layouts.acts.procedimientos import Procedimientos
from sep_intake.layouts.acts.resoluciones import Resoluciones
from sep_intake.layouts.convenios.postulaciones_elevadas import PostulacionesElevadas

BASES: dict[type[Template], dict[str, str]] = {
    Resoluciones: {
        "autoridad": "subsecretaria",
        "anio": "2024",
        "numero": "1234",
        "tipo": "retencion_rendicion",
        "rut_sostenedor": "62000660-2",
        "rbd": "1",
        "fecha": "2024-05-06",
        "desde": "2024-05",
        "porcentaje_retenido": "50",
    },
    Procedimientos: {
        "autoridad": "direccion_regional-13",
        "anio": "2024",
        "numero": "7",
        "rut_sostenedor": "62000660-2",
        "rbd": "1",
        "fecha_hecho": "2024-04-01",
        "fecha_inicio": "2024-05-06",
    },
    PostulacionesElevadas: {
        "rbd": "1",
        "anio": "2023",
        "rut_sostenedor": "62000660-2",
        "fecha_recepcion": "2023-11-06",
    },
    Mejoras: {
        "rbd": "1",
        "mejora": "1",
        "rut_sostenedor": "62000660-2",
        "descripcion": "Techumbre",
        "fecha": "2024-03-11",
        "monto": "70000000",
    },
}

SANCTIONED = {
    "fecha_cargos": "2024-05-13",
    "gravedad": "grave",
    "articulo": "Ley 20.529 art 76 a)",
    "fecha_descargos": "2024-05-27",
    "fecha_sancion": "2024-07-15",
    "sancion": "multa",
    "multa_utm": "501",
    "fecha_notificacion": "2024-07-19",
}
"""A proceeding that came to a fine."""


def table(layout: type[Template], *rows: dict[str, str]) -> tuple[str, list[str]]:
    """The header, and rows that say what the base says and what is given beside it."""
    names = sorted(layout.required)
    cells = [{**BASES[layout], **row} for row in rows]
    return ";".join(names), [";".join(each.get(name, "") for name in names) for each in cells]
