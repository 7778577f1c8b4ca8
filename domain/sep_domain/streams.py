"""Stream identifiers: UUIDv8 (RFC 9562 §5.8) that say what a fact or an entity is about.

A fact's stream is named by its dataset, its period and a SHA-256 of its natural key, in that order:
the same fact always finds the same stream, and neighbours in time are neighbours in the index.

    bits   0–15  dataset
    bits  16–47  period as yyyymm, month 00 for a whole year
    bits  48–51  version 8
    bits  52–63  digest
    bits  64–65  variant 10
    bits  66–115 digest
    bits 116–127 twin: 0 for the first row with this key, 1 for the second, …

62 bits of digest within one dataset and period: for ten million keys the chance of any collision
is about 1 in 100,000. Twins are rows that share a key lawfully, such as one invoice declared twice
under the same account; they are kept apart by their order in the file.
"""

from collections.abc import Iterable
from enum import IntEnum
from hashlib import sha256
from struct import Struct
from uuid import UUID

MAX_TWINS = 1 << 12
_LOWER_50 = (1 << 50) - 1
_FIRST_64_BITS = Struct("!Q24x").unpack
_NAMED = Struct("!6sHQ").pack


class Dataset(IntEnum):
    """Every kind of source that facts come from, and of entity that decides, from 128 on.

    The numbers are part of stored identifiers. An event of a fact's stream restates the one before
    it; the events of an entity's stream all stand.
    """

    DIRECTORIO = 1
    SIMCE = 2
    CATEGORIA_DESEMPENO = 3
    SUBVENCIONES = 4
    DOCUMENTOS = 5
    ESTADO_RESULTADO = 6
    ALUMNOS_SEP = 7
    PLAN_DE_CUENTAS = 8
    USE = 9
    CONVENIOS = 10
    PME = 11
    ATE_REGISTRO = 12
    CONCURSOS_ATE = 13
    CONTRATOS_ATE = 14
    HITOS_ATE = 15
    PAGOS_ATE = 16
    MOVIMIENTOS_BANCARIOS = 17
    RENDICIONES = 18
    CERTIFICADOS_SALDO = 19
    ASISTENCIA = 20
    PARTES_RELACIONADAS = 21
    INVENTARIO = 22
    PLANES_SALDO = 23
    IPC = 24
    OCDS = 25
    ASOCIADOS_ATE = 26
    PME_PUBLICADO = 27
    ORDENES_COMPRA = 28
    RESOLUCIONES = 29
    PROCEDIMIENTOS = 30
    UTM = 31
    COMUNICACIONES_AGENCIA = 32
    POSTULACIONES_ELEVADAS = 60
    MEJORAS = 61
    EVALUACIONES_ATE = 33
    DERIVED = 64
    RENDICION = 128
    RECONCILIATION = 129
    ACCOUNTING_PERIOD = 130
    CONVENIO = 131
    PLAN_DE_MEJORAMIENTO = 132
    ATE_PROVIDER = 133
    ATE_CONTRACT = 134
    FINDING = 135
    IMPORTACION = 136
    RESOLUCION = 137
    PROCEDIMIENTO = 138
    POSTULACION = 139
    MEJORA = 150
    SOSTENEDOR = 140


FIRST_ENTITY = UUID(int=Dataset.RENDICION << 112)
"""Where the streams of entities begin; those of facts stand before."""


def fact_stream(dataset: Dataset, year: int, month: int, key: Iterable[str | int]) -> UUID:
    """The stream of the first fact with a natural key; month 0 where the period is a year."""
    return UUID(bytes=fact_stream_bytes(dataset, year, month, key))


def fact_stream_bytes(dataset: Dataset, year: int, month: int, key: Iterable[str | int]) -> bytes:
    """As `fact_stream`, for where a million are made and an object each would cost more."""
    return named_stream(period_bytes(dataset, year, month), key_bytes(key))


def period_bytes(dataset: Dataset, year: int, month: int) -> bytes:
    """How the streams of a dataset's period begin."""
    return (dataset << 32 | year * 100 + month).to_bytes(6, "big")


def key_bytes(key: Iterable[str | int]) -> bytes:
    """A natural key as it is digested."""
    return "\x1f".join(map(str, key)).encode()


def named_stream(period: bytes, key: bytes) -> bytes:
    """The stream that begins as its period and goes on with the digest of its key."""
    (digest,) = _FIRST_64_BITS(sha256(key).digest())
    return _NAMED(period, 0x8 << 12 | digest >> 52, 0b10 << 62 | (digest >> 2 & _LOWER_50) << 12)


def twin_stream(stream: UUID, twin: int) -> UUID:
    """The stream of a later row with the same key.

    Raises ValueError at 4,096 twins, where a key no longer tells rows apart.
    """
    if not 0 <= twin < MAX_TWINS:
        raise ValueError(f"{twin} rows share one key; at most {MAX_TWINS} may")
    return UUID(int=stream.int | twin)
