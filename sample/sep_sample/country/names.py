"""Invented names. Anything that resembles a real school, holder or adviser is chance."""

from random import Random

_THINGS = (
    "ALERCE ARRAYAN BOLDO CANELO COIGUE COPIHUE ESPINO LENGA LITRE MAITEN MANIO NOTRO PEUMO "
    "QUILLAY RAULI ROBLE TAMARUGO TINEO ULMO ZORZAL CHUCAO CONDOR HUALA LOICA PIDEN TIUQUE "
    "CHERCAN DIUCA QUELTEHUE GARZA LUCERO MIRADOR ESTERO VERTIENTE QUEBRADA LOMA RIBERA "
    "FARO CALETA SENDERO"
)
_SIGNS = (
    "AZULINO DORADO CLARO SERENO ALTO LEJANO NUEVO ANTIGUO TRANQUILO AUSTRAL NORTINO SOLEADO "
    "NEVADO LLUVIOSO FLORIDO SONORO ERRANTE MATINAL OTONAL ESTIVAL PLATEADO VERDEMAR RISUENO "
    "PEREGRINO CORDILLERANO ISLENO LUNAR BOREAL CANTOR VALIENTE"
)
_ADVISER_WORK = ("APRENDER", "LECTURA", "CONVIVENCIA", "GESTION", "EVALUACION", "MATEMATICA")
_GOODS = ("LIBRERIA", "DISTRIBUIDORA", "COMERCIAL", "IMPRENTA", "TECNOLOGIA", "TRANSPORTES")


def place(stream: Random) -> str:
    return f"{_word(stream, _THINGS)} {_word(stream, _SIGNS)}"


def school(stream: Random, prefix: str, number: int) -> str:
    """`ESCUELA CANELO LUNAR F-123`, the number keeping namesakes apart."""
    return f"{prefix} {place(stream)} F-{number}"


def municipal_holder(stream: Random, *, corporation: bool) -> str:
    office = "CORPORACION MUNICIPAL" if corporation else "DEPARTAMENTO DE EDUCACION MUNICIPAL"
    return f"{office} {place(stream)}"


def local_service(stream: Random) -> str:
    return f"SERVICIO LOCAL DE EDUCACION PUBLICA {place(stream)}"


def foundation(stream: Random) -> str:
    return f"FUNDACION EDUCACIONAL {place(stream)}"


def person(stream: Random) -> str:
    """A person who does not exist, called after trees and birds."""
    return f"{_word(stream, _THINGS)} {_word(stream, _THINGS)} {_word(stream, _SIGNS)}"


def adviser(stream: Random) -> str:
    return f"ATE {stream.choice(_ADVISER_WORK)} {place(stream)}"


def supplier(stream: Random) -> str:
    return f"{stream.choice(_GOODS)} {place(stream)}"


def _word(stream: Random, words: str) -> str:
    return stream.choice(words.split())
