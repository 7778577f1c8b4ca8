"""What official files hold and the sample leaves out, written into its files before all is read.

Money that is settled again or held back, a school that closes, a contract that is amended and a
milestone paid on the day of its approval, plans for what an expired convenio left over, the IPC,
notices of the Agencia,
releases that others publish, a school that took no test, the central administration of a
sostenedor, resolutions and sanctions of other kinds, and twins: documents and lines that repeat
another one letter for letter.
"""

import json
from collections.abc import Mapping
from pathlib import Path

ADJUSTED = {
    "20240606_Detalle Subvenciones 2023_20240605.csv": {
        7: {"MULTAS": "-150000,00", "RELIQUIDACION": "48120,00"},
        8: {"RETENCIONES": "-99999,00"},
        20: {"REINTEGROS": "-1234,00", "DESCUENTO_FICOM": "-5678,00"},
        21: {"DISCREPANCIA": "-2500,00", "DONACIONAPLICADA": "-3100,00"},
    },
    "20190606_Detalle Subvenciones 2018_20190605.csv": {
        3: {"descuento_escolaridad": "-77000,00", "reliquidacion": "-1000,00"},
        4: {"internado": "123456,50", "sep": "9876543,49"},
    },
}
CENTRAL = "AC"
RESULTS = ("nalu", "prom", "dif", "difgru", "sigdif", "siggru", "marca", "marcadif")
SHARES = ("palu_eda_ins", "palu_eda_ele", "palu_eda_ade")
UNTESTED = {
    "noaplica": "2",
    **{f"{kind}_{subject}4b_rbd": "" for kind in RESULTS for subject in ("lect", "mate")},
    **{f"{kind}_{subject}4b_rbd": "0.0" for kind in SHARES for subject in ("lect", "mate")},
}
INDEX = """mes;indice
2019-07;101.37
2024-02;137.15
"""
RECOVERY = """rbd;numero;saldo;fecha_plan;fecha_limite;monto_ejecutado
50001;2;7654321;2017-04-20;2017-09-30;7000000
50003;2;1200000;2017-05-02;2017-09-30;
"""
NOTICES = """rbd;nivel;tipo;fecha;documento
50001;basica;comunicacion_insuficiente;2012-05-10;Carta 12
50003;basica;comunicacion_insuficiente;2013-04-02;
50003;media;certificado_permanencia;2013-05-30;Certificado 3
"""
"""Of years before the first ordering that the sample publishes, so that nothing follows."""

RELEASES = {
    "uri": "https://compras.example/entregas.json",
    "publishedDate": "2024-01-05T00:00:00Z",
    "publisher": {"name": "Compras"},
    "version": "1.1",
    "releases": [
        {"ocid": "ocds-abc123-1", "id": str(number), "date": instant, "tag": ["tender"]}
        for number, instant in enumerate(
            ("2022-06-01T00:00:00Z", "2023-07-01T09:30:00-04:00", "2023-12-31T22:00:00-03:00"), 1
        )
    ],
}


RESOLUTIONS = """
subsecretaria;2024;71;escala_media_vigencia;57000101-9;50001;2;2024-06-03;2024-06;2024-12;;\
55.25;;;;;Escala;2024-06-05;;;;;2024-06-20
ministerio;2024;72;restitucion;57000101-9;50001;2;2024-06-03;;;;;7654321;;;;;;;;;;
"""
"""The scaling was annulled, so that it changes no entitlement."""
PROCEEDINGS = """
direccion_regional-05;2023;61;57000101-9;50001;2023-04-28;2023-05-02;2023-05-10;grave;art 76;\
2023-05-15;;2023-07-03;multa;1;1500.5;;;2023-07-05;2023-07-10;2023-08-01;rebajado;1200.25;\
2023-08-04;2023-08-10;Valparaíso;77-2023;2023-12-01;rebajado;900.75;;;;
direccion_regional-05;2023;62;57000101-9;50001;2023-04-28;2023-05-02;2023-05-10;grave;art 76;\
2023-05-15;;2023-07-03;multa;;;4321000;;;;;;;;;;;;;;;;;
direccion_regional-05;2023;63;57000101-9;50001;2023-04-28;2023-05-02;2023-05-10;grave;art 76;\
2023-05-15;;2023-07-03;privacion_temporal;;;;6;;;;;;;;;;;;;;;;
"""


def add_what_is_rare(folder: Path) -> None:
    for name, rows in ADJUSTED.items():
        for number, cells in rows.items():
            change_row(folder / name, number, cells, encoding="latin-1")
    (register,) = folder.glob("*_Directorio_Oficial_EE_2025_*.csv")
    change_row(register, 3, {"ESTADO_ESTAB": "3", "MATRICULA": "0"}, encoding="utf-8-sig")
    change_row(register, 5, {"NOM_RBD": "ESCUELA RENOMBRADA", "RURAL_RBD": "1"}, "utf-8-sig")
    change_row(folder / "simce4b2023_rbd_final.csv", 4, UNTESTED, "latin-1")
    (folder / "planes_saldo.csv").write_text(RECOVERY, encoding="utf-8")
    (folder / "comunicaciones_agencia.csv").write_text(NOTICES, encoding="utf-8")
    (folder / "ipc.csv").write_text(INDEX, encoding="utf-8")
    (folder / "entregas_ocds.json").write_text(json.dumps(RELEASES), encoding="utf-8")
    approved = cells_of(folder / "hitos_ate.csv", 1)["fecha_aprobacion"]
    change_row(folder / "pagos_ate.csv", 1, {"fecha_pago": approved}, "utf-8")
    amended = {"fecha_modificacion": "2014-09-01", "monto_modificado": "9000000"}
    change_row(folder / "contratos_ate.csv", 1, amended, "utf-8")
    contract_together(folder)
    append_rows(folder / "resoluciones.csv", RESOLUTIONS)
    append_rows(folder / "procedimientos.csv", PROCEEDINGS)
    for name in ("Documentos_2019.txt", "Estado_resultado_2019.txt"):
        repeat_last_line(folder / name)
        repeat_last_line(folder / name, replacing={"rbd": CENTRAL, "dependencia_rbd": ""})


def append_rows(path: Path, rows: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(rows.removeprefix("\n"))


def contract_together(folder: Path) -> None:
    """Two others join a contract of 2019, who hold schools with contracts of their own."""
    signed, *_ = contracts_of(folder, "2019")
    others = {
        row["rut_sostenedor"]: row["rbd"]
        for row in contracts_of(folder, "20")
        if row["rut_sostenedor"] != signed["rut_sostenedor"]
    }
    lines = ["contrato;rut_sostenedor;rbd;fecha;monto"]
    for (rut, rbd), part in zip(list(others.items())[:2], (3, 7), strict=True):
        cells = (signed["contrato"], rut, rbd, signed["fecha_firma"])
        lines.append(";".join((*cells, str(int(signed["monto"]) // part))))
    (folder / "asociados_ate.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def contracts_of(folder: Path, year: str) -> list[dict[str, str]]:
    """The rows of the contracts that were signed in a year, by its first digits."""
    header, *rows = (folder / "contratos_ate.csv").read_text(encoding="utf-8").splitlines()
    found = (dict(zip(header.split(";"), row.split(";"), strict=True)) for row in rows)
    return [row for row in found if row["fecha_firma"].startswith(year)]


def cells_of(path: Path, number: int) -> dict[str, str]:
    """The cells of a row of a template, by column."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(zip(lines[0].split(";"), lines[number].split(";"), strict=True))


def change_row(path: Path, number: int, cells: Mapping[str, str], encoding: str) -> None:
    """Writes other cells into a row, counted from 1 below the header."""
    lines = path.read_bytes().decode(encoding).split("\n")
    places = [column.strip() for column in lines[0].split(";")]
    row = lines[number].rstrip("\r").split(";")
    for column, value in cells.items():
        row[places.index(column)] = value
    ending = "\r" if lines[number].endswith("\r") else ""
    lines[number] = ";".join(row) + ending
    path.write_bytes("\n".join(lines).encode(encoding))


def repeat_last_line(path: Path, replacing: Mapping[str, str] | None = None) -> None:
    """Adds the last record again, some of its cells replaced."""
    lines = path.read_bytes().decode("latin-1").rstrip("\r\n").split("\r\n")
    places = lines[0].split("~")
    row = lines[-1].split("~")
    assert len(row) == len(places), "the last record is broken over lines"
    for column, value in (replacing or {}).items():
        row[places.index(column)] = value
    path.write_bytes(("\r\n".join([*lines, "~".join(row)]) + "\r\n").encode("latin-1"))
