"""What a command could not be held against, and is recorded with."""

from enum import StrEnum


class DirectoryFlag(StrEnum):
    """Why a command stands although nothing that is known bears out what it names."""

    SIN_DIRECTORIO = "sin_directorio"
    """No directory of that year has been read: whether the school or sostenedor exists is open."""
    SIN_RUT_EN_DIRECTORIO = "sin_rut_en_directorio"
    """The directory names no RUT for who holds the school: a natural person, or before 2016."""
    AUN_NO_EN_DIRECTORIO = "aun_no_en_directorio"
    """The school passes to a sostenedor whom the directory does not name yet."""
    ASESOR_NO_INSCRITO = "asesor_no_inscrito"
    """The registry of advisers that has been read does not name who offers."""
