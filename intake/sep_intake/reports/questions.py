"""What an import asks before it takes known values away."""

from enum import StrEnum
from typing import NamedTuple


class Doubt(StrEnum):
    """What is in question."""

    WITHDRAWN = "importacion_retirada"
    EARLIER_EDITION = "edicion_anterior"
    LOST_VALUES = "valores_que_se_pierden"
    WHOLE_REWRITE = "reexpresa_mucho"
    INCOMPLETE = "retira_mucho"
    OTHER_THINGS = "reemplaza_otros"
    SEVERAL = "varios_archivos"


class Question(NamedTuple):
    """A doubt about a file. Nothing of it is appended until it is answered."""

    doubt: Doubt
    text: str
    """In Spanish, a sentence that says what would happen."""
    answered_by: str = "--confirm"
    """The option, or the command, that answers it."""
