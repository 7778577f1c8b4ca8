"""The promise: a statement is booked on the account it names and on no other that looks like it."""

from pathlib import Path

import pytest
from tests.intake.statements.reading import Read
from tests.intake.statements.written import ACCOUNT, mt940_of

from sep_intake.columns.layout import FileRefusedError

ACCOUNT_LINES = 'rut = "62000660-2"\nbanco = "Banco"\nexclusiva_sep = {}\n'


def declare(folder: Path, *numbers: str, sep: str = "true") -> None:
    declared = (f'[[cuenta]]\nnumero = "{each}"\n{ACCOUNT_LINES.format(sep)}' for each in numbers)
    (folder / "cuentas.toml").write_text("".join(declared))


def of_rut(rut: str) -> str:
    return f'[[cuenta]]\nnumero = "1"\nbanco = "B"\nexclusiva_sep = true\nrut = {rut}\n'


def of(number: str) -> str:
    return mt940_of(":61:2405150515C7,NTRFNONREF\n").replace(ACCOUNT, number)


def booked(read: Read, number: str) -> str:
    [movement] = read("a.sta", of(number)).movements
    return movement.bank_account


@pytest.mark.parametrize("order", [1, -1])
def test_an_account_that_ends_as_another_is_another(folder: Path, read: Read, order: int) -> None:
    declare(folder, *("34567", "1234567")[::order])
    assert booked(read, "1234567") == "1234567"
    assert booked(read, "34567") == "34567"


@pytest.mark.parametrize("number", ["000-34567", "BANCO/0034567", "BCHICLRM/34567", "0034567"])
def test_dashes_zeros_and_the_bank_before_a_slash_do_not_matter(
    folder: Path, read: Read, number: str
) -> None:
    declare(folder, "34567")
    assert booked(read, number) == "34567"


@pytest.mark.parametrize(
    "number", ["9934567", "134567", "3456", "345678", "123400034567", "CC123400034567"]
)
def test_an_account_that_only_ends_so_is_not_declared(
    folder: Path, read: Read, number: str
) -> None:
    declare(folder, "34567")
    with pytest.raises(FileRefusedError, match=f"cuenta {number}, que cuentas.toml no declara"):
        booked(read, number)


def test_an_iban_ends_in_the_account(folder: Path, read: Read) -> None:
    declare(folder, "0532013000")
    assert booked(read, "DE89370400440532013000") == "0532013000"


def test_what_only_looks_like_an_iban_is_none(folder: Path, read: Read) -> None:
    declare(folder, "0532013000")
    with pytest.raises(FileRefusedError, match="no declara"):
        booked(read, "DE88370400440532013000")


def test_an_iban_that_several_accounts_end_is_refused(folder: Path, read: Read) -> None:
    declare(folder, "0532013000", "2013000")
    with pytest.raises(FileRefusedError, match="varias que pueden ser esa: 0532013000, 2013000"):
        booked(read, "DE89370400440532013000")


def test_one_account_declared_twice_for_its_files_is_one(folder: Path, read: Read) -> None:
    declare(folder, "34567", "34567")
    assert booked(read, "34567") == "34567"


def test_one_number_of_two_owners_is_refused(folder: Path, read: Read) -> None:
    declare(folder, "34567")
    whole = (folder / "cuentas.toml").read_text()
    (folder / "cuentas.toml").write_text(whole + whole.replace("true", "false"))
    with pytest.raises(FileRefusedError, match="se espera una sola"):
        booked(read, "34567")


def test_a_statement_without_an_account_is_refused(read: Read) -> None:
    with pytest.raises(FileRefusedError, match="no dice de qué cuenta es"):
        read("a.sta", of(""))


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("[[cuenta]\n", r"no es TOML \(línea 1\)"),
        ('[[cuenta]]\nnumero = "1"\n', "«cuenta.1.rut» falta"),
        (f'[[cuenta]]\nnumero = "1"\nnombre = "x"\n{ACCOUNT_LINES.format("true")}', "no es una cl"),
        (f'[[cuenta]]\nnumero = "1"\n{ACCOUNT_LINES.format("7")}', "se espera true o false"),
        (f"[[cuenta]]\nnumero = 1\n{ACCOUNT_LINES.format('true')}", "un texto entre comillas"),
        ("cuenta = 7\n", "se espera una lista"),
        (
            of_rut('"62000660-3"'),
            "«cuenta.1.rut» dice «62000660-3»: se espera un RUT con su dígito",
        ),
        (of_rut('"hola"'), "«cuenta.1.rut» dice «hola»: se espera un RUT"),
        (of_rut("7"), "«cuenta.1.rut» dice «7»: se espera un RUT"),
        (of_rut('"62000660-2"\nanio = 1999'), "«cuenta.1.anio» dice «1999»: .* número desde 2008"),
        (of_rut('"62000660-2"\nanio = 1.5'), "«cuenta.1.anio» dice «1.5»: .* número entero"),
    ],
)
def test_what_is_wrong_in_the_accounts_file_is_said_in_spanish(
    folder: Path, read: Read, declared: str, said: str
) -> None:
    (folder / "cuentas.toml").write_text(declared)
    with pytest.raises(FileRefusedError, match=said):
        read("a.sta", of("1"))
