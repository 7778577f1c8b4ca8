"""What is asked of a file before it is read: whatever it says, its import may have been undone."""

from psycopg import Connection

from sep_domain.imports import ImportKey
from sep_intake.imports.register import ImportRecord, withdrawn_copy
from sep_intake.reports.questions import Doubt, Question

SEVERAL = Question(
    Doubt.SEVERAL,
    "--complete dice que el archivo trae todo lo suyo, y la orden tiene varios del mismo conjunto",
    "importarlos de a uno",
)
"""Asked of a file that is said to be complete beside another one of its dataset."""


def questions_about_withdrawn(record: ImportRecord | None) -> list[Question]:
    """What is asked of a file whose own import was withdrawn; `--confirm` is no answer to it."""
    if record is None or not record.state.withdrawn:
        return []
    if not record.state.settled:
        text = "su retiro quedó sin terminar"
        order = f"sep-ledger imports withdraw {record.id} --confirm"
    else:
        text = "su importación fue retirada; nada de lo que dice se aplica mientras no se reponga"
        order = f"sep-ledger imports reapply {record.id} --confirm"
    return [Question(Doubt.WITHDRAWN, text, order)]


def asked_of_copy(conn: Connection, key: ImportKey) -> list[Question]:
    """What is asked of a file that says what another one said, whose import was withdrawn."""
    copy = withdrawn_copy(conn, key)
    if copy is None:
        return []
    text = f"trae lo mismo que «{copy.key.name}», cuya importación {copy.id} fue retirada"
    return [Question(Doubt.WITHDRAWN, text)]
