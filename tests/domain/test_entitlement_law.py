"""Art 16's own settlement, grades outside the regime, suspended months, and values not known."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.domain.entitlements import (
    AUTONOMO,
    EMERGENTE,
    EN_RECUPERACION,
    Counts,
    attended,
    convenio,
    months,
    pupils,
    school,
)

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement import (
    EntitlementKind,
    Explanation,
    Line,
    MonthSpan,
    Presence,
    Pupils,
    Reclassified,
    SchoolFacts,
    entitlement,
)
from sep_domain.law.statute import NoStatuteError, use_value
from sep_domain.values.grades import Grade, LevelBand, bands_in_part, bands_of

Attended = Mapping[Period, Mapping[tuple[LevelBand, Pupils], Presence]]


def of_month(facts: SchoolFacts, month: str) -> Explanation:
    found = entitlement(facts, Period(month))
    assert found is not None
    return found


def settled(facts: SchoolFacts, month: str) -> set[tuple[str, str]]:
    """(article, month settled) of the lines that settle another month."""
    return {
        (line.article, line.valued)
        for line in of_month(facts, month).lines
        if line.kind is EntitlementKind.RELIQUIDACION
    }


def growing(first: str = "2022-03", last: str = "2025-12") -> Attended:
    """More pupils every month, so that every settlement is worth something."""
    return attended(
        (month, pupils(40 + n, 0, 90 + n, enrolled=200))
        for n, month in enumerate(months(first, last))
    )


class TestSettlementOfArt16:
    """Art 16 inc. 5: the three months before, and DFL 2/1998 art 13 inc. 2, 3 and 4."""

    def joins(self, start: str) -> SchoolFacts:
        paying = {SchoolYear(year): False for year in range(2022, 2026)}
        return school(growing(), convenios=(convenio(1, start),), gratuitous=paying)

    def test_the_first_three_months_of_the_school_year_are_settled_in_june(self) -> None:
        assert settled(school(growing()), "2024-06") == {
            (article, f"2024-{month:02d}") for article in ("art14", "art16") for month in (3, 4, 5)
        }

    def test_a_school_that_joins_in_august_has_its_first_months_settled_of_art_14_alone(
        self,
    ) -> None:
        """Art 15 inc. 4 and 5 speak of arts 14, 14 bis and 20; art 16 takes nothing of them."""
        assert settled(self.joins("2023-08-01"), "2023-11") == {
            ("art14", f"2023-{month:02d}") for month in (8, 9, 10)
        }

    def test_one_that_joins_in_may_has_art_16_of_may_settled_in_june(self) -> None:
        facts = self.joins("2023-05-01")
        assert settled(facts, "2023-06") == {("art16", "2023-05")}
        assert settled(facts, "2023-08") == {("art14", f"2023-{month:02d}") for month in (5, 6, 7)}

    def test_what_is_settled_is_the_mean_of_march_to_may(self) -> None:
        attendance = {
            **attended((m, pupils(0, 0, 60)) for m in months("2022-03", "2022-12")),
            **attended({f"2023-{m:02d}": pupils(0, 0, 30 * m) for m in (3, 4, 5, 6, 7)}),
        }
        enrolled = {
            month: {**row, (LevelBand.NT1_4B, Pupils.PRIORITARIOS): Presence(30, Fraction(0))}
            for month, row in attendance.items()
        }
        facts = school(enrolled, convenios=(convenio(1, "2023-05-01"),))
        [line] = [
            line
            for line in of_month(facts, "2023-06").lines
            if line.kind is EntitlementKind.RELIQUIDACION
        ]
        # March 90, April and May at most the hundred enrolled; May was paid on March and April.
        assert line.bands[0].pupils == Fraction(90 + 100 + 100, 3) - Fraction(90 + 100, 2)

    def test_it_is_paid_for_all_by_their_own_attendance_from_the_first_month_on(self) -> None:
        [line] = [ln for ln in of_month(self.joins("2023-08-01"), "2023-08").lines
                  if ln.article == "art16"]  # fmt: skip
        assert line.months == ("2023-05", "2023-06", "2023-07")


def everywhere(first: str, last: str) -> Attended:
    """The same pupils in every band."""
    merged: dict[Period, dict[tuple[LevelBand, Pupils], Presence]] = {}
    for band in LevelBand:
        for month, row in attended(
            ((m, pupils(50, 0, 60)) for m in months(first, last)), band
        ).items():
            merged.setdefault(month, {}).update(row)
    return merged


def bands(lines: Iterable[Line], article: str) -> set[LevelBand]:
    return {share.band for line in lines if line.article == article for share in line.bands}


class TestGradesOutsideTheRegime:
    """Transitory arts 5 and 12."""

    @pytest.mark.parametrize(
        ("grade", "year"),
        [("4B", 2008), ("5B", 2009), ("6B", 2010), ("7B", 2011), ("8B", 2012), ("1M", 2013),
         ("2M", 2014), ("3M", 2015), ("4M", 2016)],
    )  # fmt: skip
    def test_a_grade_joins_in_its_year(self, grade: str, year: int) -> None:
        assert Grade(grade).reached_by(year)
        assert not Grade(grade).reached_by(year - 1) or year == 2008

    @pytest.mark.parametrize(
        ("band", "last_outside"),
        [(LevelBand.B5_6, 2008), (LevelBand.B7_8, 2010), (LevelBand.M1_4, 2012)],
    )
    def test_a_band_is_paid_nothing_until_its_first_grade_joins(
        self, band: LevelBand, last_outside: int
    ) -> None:
        facts = school(everywhere("2007-03", "2016-12"), convenios=(convenio(start="2008-03-01"),))
        february, march = f"{last_outside + 1}-02", f"{last_outside + 1}-03"
        # January and February belong to the school year before.
        assert band not in bands(of_month(facts, february).lines, "art14")
        assert band in bands(of_month(facts, march).lines, "art14")

    def test_fifth_grade_of_2008_is_neither_paid_nor_counted(self) -> None:
        both, alone = (
            school(attendance, convenios=(convenio(1, "2008-03-01"),))
            for attendance in (
                everywhere("2007-03", "2009-12"),
                attended((m, pupils(50, 0, 60)) for m in months("2007-03", "2009-12")),
            )
        )
        for month in ("2008-03", "2008-06", "2008-12", "2009-02"):
            with_fifth, without = of_month(both, month), of_month(alone, month)
            assert with_fifth.due == without.due
            assert with_fifth.priority_share == without.priority_share

    def test_a_band_reached_in_part_is_unsure_where_its_grades_are_not_known(self) -> None:
        facts = school(everywhere("2012-03", "2016-12"))
        assert bands_in_part(2015) == {LevelBand.M1_4}
        assert not bands_in_part(2016)
        assert "grades_unsure:1M-4M:2015" in of_month(facts, "2015-08").provisional
        assert of_month(facts, "2016-08").provisional == ()

    def grades(self, **pupils: int) -> Mapping[SchoolYear, Mapping[Grade, int]]:
        return {SchoolYear(2015): {Grade(f"{name[1]}M"): n for name, n in pupils.items()}}

    def test_it_is_paid_where_its_attendance_counts_the_grades_reached_alone(self) -> None:
        known = self.grades(m1=40, m2=30, m3=32, m4=80)
        facts = school(everywhere("2012-03", "2016-12"), prioritarios=known)
        found = of_month(facts, "2015-08")
        assert found.lacks == ()
        assert LevelBand.M1_4 in bands(found.lines, "art14")

    def test_it_is_unknown_where_its_attendance_counts_the_others_too(self) -> None:
        known = self.grades(m1=20, m2=20, m3=20, m4=40)
        facts = school(everywhere("2012-03", "2016-12"), prioritarios=known)
        found = of_month(facts, "2015-08")
        assert found.lacks == ("grades_mixed:1M-4M",)
        assert LevelBand.M1_4 not in bands(found.lines, "art14")
        assert bands(found.lines, "art14") == bands_of(2015) - {LevelBand.M1_4}
        # Its share of prioritarios rules the year after.
        assert of_month(facts, "2016-08").lacks == ("share_unknown:2015",)


class TestSuspendedMonths:
    """DFL 2/1998 art 13 inc. 4: such a month stands in the means with the last real one."""

    def facts(self, *suspended: str) -> SchoolFacts:
        counts: dict[str, Counts] = {}
        for year in (2022, 2023, 2024):
            counts |= {f"{year}-{m:02d}": pupils(Fraction(m)) for m in range(3, 13)}
        return school(attended(counts), suspended=frozenset(map(Period, suspended)))

    def paid_on(self, month: str, *suspended: str) -> Fraction:
        [line] = [ln for ln in of_month(self.facts(*suspended), month).lines
                  if ln.kind is EntitlementKind.MENSUAL and ln.article == "art14"]  # fmt: skip
        return line.bands[0].pupils

    @pytest.mark.parametrize("month", ["2024-01", "2024-02", "2024-03"])
    def test_in_the_mean_of_a_school_year(self, month: str) -> None:
        assert self.paid_on(month) == Fraction(sum(range(3, 13)), 10)
        # June with May, and July too.
        assert self.paid_on(month, "2023-06", "2023-07") == Fraction(sum(range(3, 13)) - 1 - 2, 10)

    def test_a_suspended_march_stands_with_december(self) -> None:
        assert self.paid_on("2024-04", "2024-03") == 12
        assert self.paid_on("2024-05", "2024-03") == Fraction(12 + 4, 2)
        assert self.paid_on("2024-03", "2023-03") == Fraction(sum(range(3, 13)) - 3 + 12, 10)

    def test_in_the_three_months_before(self) -> None:
        assert self.paid_on("2024-08") == 6
        assert self.paid_on("2024-08", "2024-06") == Fraction(5 + 5 + 7, 3)

    def test_in_the_settlement(self) -> None:
        lines = of_month(self.facts("2024-04"), "2024-06").lines
        of_may = {ln.valued: ln for ln in lines if ln.kind is EntitlementKind.RELIQUIDACION}
        assert of_may[Period("2024-05")].months == ("2024-03", "2024-03", "2024-05")

    def test_art_27_takes_the_attendance_that_was_registered(self) -> None:
        """It asks for what was effectively registered, and does not name art 13."""
        facts = self.facts("2023-06")
        recovering = facts.classified(SchoolYear(2024), EN_RECUPERACION)
        [line] = [ln for ln in of_month(recovering, "2024-08").lines
                  if ln.kind is EntitlementKind.CUOTA]  # fmt: skip
        assert Period("2023-06") not in line.months
        rate = Fraction(sum(range(3, 13)) - 6, 9 * 100)
        assert line.bands[0].pupils == 100 * rate


class TestAporteOfArt20:
    """A third without a plan, in the first year only; nothing while a resolution suspends it."""

    def facts(self, presented: date | None, **more: object) -> SchoolFacts:
        attendance = attended((m, pupils(30)) for m in months("2022-03", "2025-12"))
        given = {"convenios": (convenio(1, "2023-03-01"),), "plan_presented_on": presented}
        return school(attendance, EMERGENTE, **given | more)

    def shares(self, facts: SchoolFacts, month: str) -> dict[EntitlementKind, set[Fraction]]:
        found: dict[EntitlementKind, set[Fraction]] = {}
        for line in of_month(facts, month).lines:
            if line.article == "art20":
                found.setdefault(line.kind, set()).add(line.share)
        return found

    def test_the_twelfth_month_is_a_third_and_the_thirteenth_is_whole(self) -> None:
        facts = self.facts(None)
        assert self.shares(facts, "2024-02") == {EntitlementKind.MENSUAL: {Fraction(1, 3)}}
        assert self.shares(facts, "2024-03") == {EntitlementKind.MENSUAL: {Fraction(1)}}
        assert "plan_not_presented" in of_month(facts, "2024-02").provisional
        assert of_month(facts, "2024-03").provisional == ()

    def test_a_plan_of_the_first_of_a_month_counts_from_the_next(self) -> None:
        facts = self.facts(date(2023, 9, 1))
        late = [
            line.valued
            for line in of_month(facts, "2023-10").lines
            if line.kind is EntitlementKind.RETROACTIVO
        ]
        assert self.shares(facts, "2023-09")[EntitlementKind.MENSUAL] == {Fraction(1, 3)}
        assert self.shares(facts, "2023-10")[EntitlementKind.MENSUAL] == {Fraction(1)}
        assert late == [f"2023-{month:02d}" for month in range(3, 10)]

    def test_so_does_what_is_settled_in_that_month(self) -> None:
        settles = [
            month
            for month in range(3, 13)
            if EntitlementKind.RELIQUIDACION in self.shares(self.facts(None), f"2023-{month:02d}")
        ]
        [month, *_] = settles
        of_first = self.shares(self.facts(date(2023, month, 1)), f"2023-{month:02d}")
        of_day_before = self.shares(
            self.facts(date(2023, month, 1) - timedelta(days=1)), f"2023-{month:02d}"
        )
        assert of_first[EntitlementKind.RELIQUIDACION] == {Fraction(1, 3)}
        assert of_day_before[EntitlementKind.RELIQUIDACION] == {Fraction(1)}

    def test_two_thirds_are_paid_from_the_month_after_the_approval_on(self) -> None:
        lines = of_month(self.facts(date(2023, 9, 30)), "2023-10").lines
        late = [ln for ln in lines if ln.kind is EntitlementKind.RETROACTIVO]
        assert [ln.valued for ln in late] == [f"2023-{month:02d}" for month in range(3, 10)]
        assert {ln.share for ln in late} == {Fraction(2, 3)}

    def test_a_suspended_month_is_not_paid_nor_made_up_for(self) -> None:
        suspended = (MonthSpan(Period("2023-08"), Period("2023-08")),)
        facts = self.facts(date(2023, 9, 30), art20_suspended=suspended)
        assert self.shares(facts, "2023-08") == {}
        lines = of_month(facts, "2023-10").lines
        late = [ln.valued for ln in lines if ln.kind is EntitlementKind.RETROACTIVO]
        assert "2023-08" not in late
        assert "2023-07" in late


class TestFirstYearOfArt27:
    """Inc. 7: the formula by twelve, for the months that are left after the classification."""

    def test_each_month_left_is_a_twelfth(self) -> None:
        attendance = attended((m, pupils(40, enrolled=50)) for m in months("2022-03", "2024-12"))
        whole = school(attendance, EN_RECUPERACION)
        late = school(attendance, EN_RECUPERACION, convenios=(convenio(1, "2023-08-01"),))
        of_year = [of_month(whole, f"2023-{m:02d}").amounts["art27"] for m in range(8, 13)]
        assert entitlement(late, Period("2023-07")) is None
        assert [of_month(late, f"2023-{m:02d}").amounts["art27"] for m in range(8, 13)] == of_year
        assert len(set(of_year)) == 1


class TestClassifiedByResolution:
    """Arts 24 and 27: from a month on, and after its school year where nothing is published."""

    def facts(self, **more: Any) -> SchoolFacts:
        attendance = attended((m, pupils(40, enrolled=50)) for m in months("2022-03", "2025-12"))
        ordered = (Reclassified(Period("2023-08"), EN_RECUPERACION),)
        return school(attendance, reclassified=ordered, **more)

    def articles(self, facts: SchoolFacts, month: str) -> set[str]:
        return {line.article for line in of_month(facts, month).lines} - {"art16"}

    def test_it_rules_from_its_month_to_the_end_of_the_school_year(self) -> None:
        facts = self.facts()
        found = {m: self.articles(facts, m) for m in ("2023-07", "2023-08", "2024-02", "2024-03")}
        assert found == {
            "2023-07": {"art14"}, "2023-08": {"art27"}, "2024-02": {"art27"}, "2024-03": {"art14"},
        }  # fmt: skip

    def test_afterwards_it_is_assumed_where_nothing_else_is_published(self) -> None:
        facts = self.facts(classifications={SchoolYear(2022): AUTONOMO})
        assert self.articles(facts, "2024-03") == {"art27"}
        assert "classification_assumed:2024" in of_month(facts, "2024-03").provisional

    def test_what_would_be_under_another_classification_knows_nothing_of_it(self) -> None:
        facts = self.facts().classified(SchoolYear(2023), EMERGENTE)
        assert self.articles(facts, "2023-08") == {"art14", "art20"}


class TestWhatTheLawDoesNotTellUs:
    """A value that is not known makes the month a part, never zero."""

    def test_art_16_of_fifth_grade_before_november_2012(self) -> None:
        """Ley 20.637 of 2012-10-26 published its table as an image; the one before is not known."""
        facts = school(everywhere("2009-03", "2013-12"))
        before, after = of_month(facts, "2012-10"), of_month(facts, "2012-11")
        assert before.lacks == (
            "value_unknown:art16:5B-6B:2012-10", "value_unknown:art16:7B-8B:2012-10",
        )  # fmt: skip
        assert bands(before.lines, "art16") == {LevelBand.NT1_4B}
        assert after.lacks == ()

    def test_what_the_law_does_not_give_is_not_lacking(self) -> None:
        """Preferentes before March 2016, and art 16 below 15 %."""
        few = attended((m, pupils(10, 10, 100, enrolled=100)) for m in months("2014-03", "2016-12"))
        poor = {
            month: {**row, (LevelBand.NT1_4B, Pupils.PRIORITARIOS): Presence(14, Fraction(10))}
            for month, row in few.items()
        }
        found = of_month(school(poor), "2016-02")
        assert found.lacks == ()
        assert {line.article for line in found.lines} == {"art14"}

    def test_the_use_after_the_december_that_follows_the_last_one_known(self) -> None:
        """DFL 2/1998 art 10: with every general readjustment of public pay, so every December."""
        assert use_value(Period("2026-11")).from_month == "2026-06"
        with pytest.raises(NoStatuteError):
            use_value(Period("2026-12"))
        facts = school(growing("2024-03", "2026-12"))
        assert of_month(facts, "2026-11").lacks == ()
        december = of_month(facts, "2026-12")
        assert december.lacks == ("use_unknown:2026-12",)
        assert december.due == 0

    def test_gratuity_matters_from_march_2016(self) -> None:
        facts = school(growing("2014-03", "2016-12"), gratuitous={})
        assert of_month(facts, "2016-02").lacks == ()
        assert of_month(facts, "2016-03").lacks == ("gratuity_unknown:2016",)

    def test_a_share_of_nobody_is_not_known(self) -> None:
        facts = school(growing("2024-03", "2024-12"))
        assert "share_unknown:2023" in of_month(facts, "2024-08").lacks

    def test_a_settlement_that_rests_on_nothing_takes_nothing_back(self) -> None:
        attendance = {
            month: row
            for month, row in growing("2022-03", "2024-12").items()
            if month not in {"2024-03", "2024-04", "2024-05"}
        }
        found = of_month(school(attendance, AUTONOMO), "2024-06")
        assert found.due == 0
        assert "attendance_unknown:2024-06" in found.lacks
        assert "settlement_unknown:2024-03" in found.lacks
