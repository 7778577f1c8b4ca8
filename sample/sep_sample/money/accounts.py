"""The part of the Superintendencia's plan of accounts that the sample books in, named in our words.

The codes are the Superintendencia's (plan of 2019); the names are written for this sample.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    code: int
    name: str

    @property
    def parent(self) -> int:
        return self.code // 100 * 100

    @property
    def parent_name(self) -> str:
        return _GROUPS[self.parent]

    @property
    def kind(self) -> str:
        income = self.code < 400_000 or self.code // 100_000 in {5, 8, 9}
        return "INGRESO" if income else "GASTO"


_GROUPS = {
    310100: "Subvenciones",
    310300: "Subvenciones especiales",
    310400: "Reliquidaciones, devoluciones y pagos manuales",
    310800: "Ingresos propios del establecimiento",
    410100: "Gastos remuneracionales",
    410200: "Bonos y aguinaldos",
    410300: "Otros gastos en personal",
    410400: "Aportes previsionales",
    410500: "Asesoría técnica y capacitación",
    410600: "Recursos de aprendizaje",
    410700: "Equipamiento de apoyo pedagógico",
    410800: "Bienestar de los alumnos",
    410900: "Gastos de operación",
    411000: "Servicios básicos",
    411200: "Multas e intereses",
    411600: "Construcción y mantención de infraestructura",
    411800: "Adquisición de bienes muebles e inmuebles",
    500000: "Saldo inicial",
    600000: "Retiros",
    700000: "Egresos por recursos centralizados",
    800000: "Ingresos por recursos centralizados",
    900000: "Ingresos por gastos no aceptados",
}

ACCOUNTS = tuple(
    Account(code, name)
    for code, name in (
        (310101, "Subvención base"),
        (310102, "Incremento por integración escolar"),
        (310103, "Incremento de zona"),
        (310104, "Incremento de ruralidad"),
        (310301, "Subvención escolar preferencial"),
        (310302, "Subvención por concentración de prioritarios"),
        (310303, "Aporte adicional SEP"),
        (310304, "Aporte extraordinario SEP"),
        (310305, "Apoyo al mantenimiento"),
        (310306, "Pro retención"),
        (310401, "Reliquidaciones"),
        (310406, "Ajustes por pagos rezagados SEP"),
        (310801, "Cobro de matrícula"),
        (310802, "Derecho de escolaridad"),
        (310808, "Financiamiento compartido"),
        (410101, "Sueldo base"),
        (410102, "Horas extraordinarias"),
        (410116, "Asignaciones"),
        (410119, "Colación y movilización"),
        (410124, "Bono de incentivo al desempeño"),
        (410201, "Bono de escolaridad"),
        (410202, "Aguinaldo de Navidad"),
        (410301, "Indemnizaciones y feriado"),
        (410304, "Otros gastos en personal"),
        (410401, "Seguro de accidentes del trabajo"),
        (410402, "Seguro de cesantía"),
        (410403, "Seguro de invalidez y sobrevivencia"),
        (410501, "Asesoría técnica educativa registrada"),
        (410502, "Perfeccionamiento y capacitación del personal"),
        (410601, "Implementos de laboratorio"),
        (410602, "Implementos deportivos"),
        (410603, "Instrumentos musicales y artísticos"),
        (410604, "Material audiovisual y programas educativos"),
        (410605, "Material didáctico"),
        (410606, "Libros y biblioteca"),
        (410607, "Actividades educativas y culturales"),
        (410608, "Instrumentos de evaluación"),
        (410703, "Equipos informáticos"),
        (410705, "Equipos multicopiadores"),
        (410801, "Uniformes y vestuario"),
        (410803, "Talleres deportivos"),
        (410806, "Útiles escolares"),
        (410901, "Transporte escolar"),
        (410902, "Materiales de oficina"),
        (410903, "Reproducción de documentos"),
        (410905, "Insumos computacionales"),
        (410912, "Créditos financieros"),
        (411001, "Internet"),
        (411002, "Agua"),
        (411004, "Electricidad"),
        (411201, "Multas e intereses"),
        (411601, "Mantención de infraestructura"),
        (411602, "Construcción de infraestructura"),
        (411802, "Adquisición de mobiliario"),
        (500001, "Saldo inicial"),
        (600001, "Retiros"),
        (700001, "Egresos por recursos centralizados"),
        (800001, "Ingresos por recursos centralizados"),
        (900001, "Ingresos por gastos no aceptados"),
    )
)

BY_CODE = {account.code: account for account in ACCOUNTS}

PURCHASES = (
    410605,
    410606,
    410806,
    410604,
    410703,
    410602,
    410903,
    410603,
    410502,
    410901,
    410608,
    410607,
)
"""What clean schools buy with SEP, beside staff and advisers."""
