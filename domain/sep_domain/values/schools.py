"""What a school is: its dependency, its state, where it stands and how it is classified.

Every official file codes these ideas in its own way, sometimes with the same digit for different
things: the Directorio writes 5 for a Servicio Local where SIMCE writes 4. The codings of the files
live with their importers; here is the one meaning they all map into.
"""

from enum import IntEnum, StrEnum


class Dependency(StrEnum):
    """Who holds a school. `municipal` is for files that do not tell a corporation from a DAEM."""

    CORPORACION_MUNICIPAL = "corporacion_municipal"
    MUNICIPAL_DAEM = "municipal_daem"
    MUNICIPAL = "municipal"
    PARTICULAR_SUBVENCIONADO = "particular_subvencionado"
    PARTICULAR_PAGADO = "particular_pagado"
    ADMINISTRACION_DELEGADA = "administracion_delegada"
    SLEP = "slep"


class SchoolStatus(StrEnum):
    """State of a school in the register (Directorio column ESTADO_ESTAB)."""

    FUNCIONANDO = "funcionando"
    RECESO = "receso"
    CERRADO = "cerrado"
    AUTORIZADO_SIN_MATRICULA = "autorizado_sin_matricula"


class LegalPersonality(StrEnum):
    """What a sostenedor is in law (Directorio column P_JURIDICA)."""

    NATURAL = "natural"
    JURIDICA = "juridica"
    SIN_INFORMACION = "sin_informacion"


class PerformanceCategory(StrEnum):
    """The Agencia's ordering of schools (Ley 20.529 art 17), with the file's finer marks kept.

    `medio_bajo_nuevo` is the provisional place of a new school (art 18); the two *sin_categoria*
    say why a school has none and are never a category.
    """

    ALTO = "alto"
    MEDIO = "medio"
    MEDIO_BAJO = "medio_bajo"
    MEDIO_BAJO_NUEVO = "medio_bajo_nuevo"
    INSUFICIENTE = "insuficiente"
    SIN_CATEGORIA_BAJA_MATRICULA = "sin_categoria_baja_matricula"
    SIN_CATEGORIA_FALTA_DE_INFORMACION = "sin_categoria_falta_de_informacion"


class SepClassification(StrEnum):
    """The classification by which Ley 20.248 pays (arts 9, 14, 19, 23)."""

    AUTONOMO = "autonomo"
    EMERGENTE = "emergente"
    EN_RECUPERACION = "en_recuperacion"


class Region(IntEnum):
    """The sixteen regions. Ñuble left Biobío in 2018; older rows keep the old code."""

    TARAPACA = 1
    ANTOFAGASTA = 2
    ATACAMA = 3
    COQUIMBO = 4
    VALPARAISO = 5
    OHIGGINS = 6
    MAULE = 7
    BIOBIO = 8
    LA_ARAUCANIA = 9
    LOS_LAGOS = 10
    AYSEN = 11
    MAGALLANES = 12
    METROPOLITANA = 13
    LOS_RIOS = 14
    ARICA_Y_PARINACOTA = 15
    NUBLE = 16


def region_of_comuna(comuna: int) -> Region:
    """The region of a comuna, from its CUT code without leading zero (1101 … 16305).

    Raises ValueError where the code is no CUT.
    """
    return Region(comuna // 1000)
