"""Payments are those of the statute, recomputed here month by month as articles 14 to 20 read.

The slow reading takes attendance from the written files and the values from the statute, in exact
decimals, one school at a time.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from sep_domain.dates.calendar import Period
from sep_domain.law.statute import (
    NoStatuteError,
    PupilGroup,
    concentration_value,
    unit_value,
    use_value,
)
from sep_domain.values.grades import LevelBand
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification
from tests.sample.conftest import Reader

ARTICLES = (
    ("art14", PupilGroup.PRIORITARIO),
    ("art20", PupilGroup.PRIORITARIO),
    ("art14bis", PupilGroup.PREFERENTE),
    ("art20", PupilGroup.PREFERENTE),
)

Attendance = dict[tuple[int, int], Fraction]
"""Average presence of one group in one band, by (year, month)."""


def basis(present: Attendance, year: int, month: int) -> Fraction:
    """The attendance a month is paid on (art 15; DFL 2/1998 art 13)."""
    if month <= 3:
        months = [(year - 1, past) for past in range(3, 13)]
    elif month == 4:
        months = [(year, 3)]
    elif month == 5:
        months = [(year, 3), (year, 4)]
    else:
        months = [(year, month - back) for back in (3, 2, 1)]
    return sum((present[past] for past in months), Fraction(0)) / len(months)


def settled(present: Attendance, year: int, month: int) -> Fraction:
    """What a month paid on too little or too much is owed anew in June."""
    mean = sum((present[year, past] for past in (3, 4, 5)), Fraction(0)) / 3
    return mean - basis(present, year, month)


class School:
    """What the written files say of one school."""

    def __init__(self, read: Reader, rbd: int, year: int) -> None:
        rows = [
            row
            for y in (year - 1, year)
            for row in read(f"asistencia_sep_{y}.csv").filter(rbd=str(rbd)).iter_rows(named=True)
        ]
        self.year = year
        self.present: dict[tuple[LevelBand, str], Attendance] = defaultdict(dict)
        self.share = self._share(rows, year - 1)
        for row in rows:
            at = (int(row["mes"][:4]), int(row["mes"][5:]))
            for group in ("prioritarios", "preferentes", "total"):
                key = LevelBand(row["tramo"]), group
                self.present[key][at] = Fraction(row[f"asistencia_{group}"])
        pupils = read(f"*Beneficiarios_{year}_PUBL.csv").filter(RBD=str(rbd))
        self.classification = SepClassification(
            pupils["CLASIFICACION_SEP"][0].lower().replace(" ", "_")
        )
        self.free = pupils["EE_GRATUITO"][0] == "1"

    @staticmethod
    def _share(rows: list[dict[str, str]], year: int) -> Decimal:
        before = [row for row in rows if row["mes"].startswith(str(year))]
        priority = sum(int(row["prioritarios"]) for row in before)
        return Decimal(100 * priority) / sum(int(row["total"]) for row in before)

    def due(self, month: int) -> Fraction:
        paid = self._worth(month, lambda present: basis(present, self.year, month))
        if month != 6:
            return paid
        return paid + sum(
            self._worth(past, lambda present, past=past: settled(present, self.year, past))
            for past in (3, 4, 5)
        )

    def _worth(self, month: int, pupils: object) -> Fraction:
        period = Period.of(self.year, month)
        use = Fraction(use_value(period).clp_per_use)
        total = Fraction(0)
        for (band, group), present in self.present.items():
            count = pupils(present)  # type: ignore[operator]
            total += count * self._value(band, group, period) * use
        return total

    def _value(self, band: LevelBand, group: str, period: Period) -> Fraction:
        if group == "total":
            concentration = concentration_value(self.share, band, period)
            return Fraction(concentration.use) if concentration else Fraction(0)
        wanted = PupilGroup.PRIORITARIO if group == "prioritarios" else PupilGroup.PREFERENTE
        if wanted is PupilGroup.PREFERENTE and not self.free:
            return Fraction(0)
        return sum(
            (
                self._article(article, band, period, wanted)
                for article, payee in ARTICLES
                if payee is wanted
            ),
            Fraction(0),
        )

    def _article(
        self, article: str, band: LevelBand, period: Period, group: PupilGroup
    ) -> Fraction:
        try:
            return Fraction(unit_value(article, self.classification, group, band, period).use)
        except NoStatuteError:
            return Fraction(0)


def paid(read: Reader, rbd: int, year: int) -> dict[int, int]:
    table = read(f"*Detalle Subvenciones {year}*")
    table = table.rename({name: name.lower() for name in table.columns}).filter(rbd=str(rbd))
    columns = ["sep"] if "sep" in table.columns else ["sep_prio", "sep_pref"]
    pesos = pl.sum_horizontal(pl.col(columns).str.strip_suffix(",00").cast(pl.Int64))
    return {int(month): amount for month, amount in table.select("mes", pesos).iter_rows()}


def clean_schools(read: Reader, year: int) -> list[int]:
    """Schools of the year without anomalies, the same classification all year and no recovery."""
    pupils = read(f"*Beneficiarios_{year}_PUBL.csv")
    before = read(f"*Beneficiarios_{year - 1}_PUBL.csv")
    now = dict(pupils.select("RBD", "CLASIFICACION_SEP").unique().iter_rows())
    then = dict(before.select("RBD", "CLASIFICACION_SEP").unique().iter_rows())
    odd = {row[1] for row in read("anomalias.csv").select("regla", "rbd").iter_rows()}
    return [
        int(rbd)
        for rbd, kind in sorted(now.items())
        if kind == then.get(rbd) and kind in {"AUTONOMO", "EMERGENTE"} and rbd not in odd
    ]


@pytest.mark.parametrize("year", [2015, 2016, 2019, 2024])
def test_a_school_is_paid_what_the_articles_say(read: Reader, year: int) -> None:
    schools = clean_schools(read, year)[:3]
    assert schools
    for rbd in schools:
        school, received = School(read, rbd, year), paid(read, rbd, year)
        for month in range(1, 13):
            due = Clp.rounded(Decimal(school.due(month).numerator) / school.due(month).denominator)
            # The components are rounded one by one: at most half a peso each.
            assert abs(received[month] - due) <= 3, (rbd, year, month)


def test_preferentes_are_paid_from_march_2016(read: Reader) -> None:
    """The values of art 14 bis begin with Ley 20.845; nobody is paid for a preferente before."""
    listed = read("Prioritarios_y_Beneficiarios_2014_PUBL.csv")
    assert "PREFERENTE_ALU" not in listed.columns
    with pytest.raises(NoStatuteError):
        unit_value(
            "art14bis",
            SepClassification.AUTONOMO,
            PupilGroup.PREFERENTE,
            LevelBand.NT1_4B,
            Period("2016-02"),
        )
