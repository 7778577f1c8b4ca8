"""An anomaly of the answer key can be seen in the file and at the key that it names."""

from datetime import date

import polars as pl

from tests.sample.conftest import Reader


def place(read: Reader, rule: str) -> tuple[dict[str, str], dict[str, str]]:
    """The answer key's row for a rule, and its key taken apart."""
    row = read("anomalias.csv").filter(regla=rule).row(0, named=True)
    return row, dict(part.split("=") for part in row["clave"].split(";"))


def test_rf12_charges_a_document_beyond_its_total(read: Reader) -> None:
    row, key = place(read, "RF12")
    copies = read(row["archivo"], separator="~").filter(numero_documento=key["numero"])
    assert copies["monto_declarado"].cast(int).sum() > int(copies["monto_total"][0])


def test_rf16_pays_a_relative_from_the_payroll(read: Reader) -> None:
    row, key = place(read, "RF16")
    relatives = read("partes_relacionadas.csv").filter(relacion="consanguinidad_1")
    assert key["rut"] in {rut.split("-")[0] for rut in relatives["rut_relacionado"]}
    paid = read(row["archivo"], separator="~").filter(numero_documento=key["numero"])
    assert paid["rut_documento"][0][:-1] == key["rut"]


def test_rf17_awards_to_an_adviser_whose_certificate_ran_out(read: Reader) -> None:
    _, key = place(read, "RF17")
    contract = read("contratos_ate.csv").filter(contrato=key["contrato"]).row(0, named=True)
    adviser = read("ate_registro.csv").filter(rut=contract["rut_ate"]).row(0, named=True)
    assert adviser["vigente_hasta"] < contract["fecha_firma"]


def test_rf21_pays_before_the_deliverable(read: Reader) -> None:
    _, key = place(read, "RF21")
    chosen = pl.col("contrato") == key["contrato"], pl.col("hito") == key["hito"]
    (paid,) = read("pagos_ate.csv").filter(*chosen)["fecha_pago"]
    (approved,) = read("hitos_ate.csv").filter(*chosen)["fecha_aprobacion"]
    assert paid < approved


def test_rf31_has_more_present_than_enrolled(read: Reader) -> None:
    row, key = place(read, "RF31")
    months = read(row["archivo"]).filter(rbd=key["rbd"])
    present, enrolled = months["asistencia_prioritarios"], months["prioritarios"]
    assert (present.cast(float) > enrolled.cast(float)).all()


def test_rf36_keeps_a_balance_without_plan(read: Reader) -> None:
    row, key = place(read, "RF36")
    left = read("Estado_resultado_2025.txt", separator="~").filter(
        rbd=key["rbd"], cuenta_alias="500001"
    )
    assert left.height == 1
    assert row["rbd"] not in set(read("planes_saldo.csv")["rbd"])


def test_rf39_loses_in_two_measurements_what_it_gained(read: Reader) -> None:
    row, _ = place(read, "RF39")
    years = (2014, 2015, 2016, 2017)
    assert int(row["anio"]) == years[1]
    before, during, after, later = (
        int(read(f"simce4b{year}*").filter(rbd=row["rbd"])["prom_mate4b_rbd"][0]) for year in years
    )
    assert during - before >= 10
    assert abs(after - before) <= 5
    assert abs(later - before) <= 5


def test_rf40_is_paid_after_the_rendition_closed(read: Reader) -> None:
    row, key = place(read, "RF40")
    documents = read(row["archivo"], separator="~").filter(numero_documento=key["numero"])
    rendered = read("rendiciones.csv").filter(rbd=row["rbd"], anio=row["anio"])
    assert documents["fecha_pago_documento"][0] > rendered["fecha_cierre"][0]
    assert date.fromisoformat(rendered["fecha_cierre"][0]) <= date(int(row["anio"]) + 1, 3, 31)
