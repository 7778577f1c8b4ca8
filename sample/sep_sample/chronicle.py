"""The country written down year by year: memory holds a few years, whatever the range.

What lasts over years is planned first (schools, roles, contracts, outcomes, convenios); then each
year is attendance, payments, budgets, documents, books and bank, and each carries its balances on.
"""

from pathlib import Path

import polars as pl

from sep_domain.dates.calendar import Period
from sep_domain.law.statute import use_value
from sep_sample.advice.advisers import Market, market, rough_income
from sep_sample.anomalies import lives
from sep_sample.anomalies.answer_key import AnswerKey
from sep_sample.anomalies.casting import Cast, cast
from sep_sample.anomalies.relations import relations_of
from sep_sample.convenios import acts
from sep_sample.convenios.convenios import Convenio, convenios_of
from sep_sample.country.country import Country
from sep_sample.country.founding import build
from sep_sample.country.noise import Noise
from sep_sample.files import directory as directory_layout
from sep_sample.files import (
    performance,
    published,
    reference,
    simce,
    subventions,
    superintendence,
    templates,
)
from sep_sample.files import pupils as pupils_layout
from sep_sample.money import bank, misdeeds, renditions
from sep_sample.money.books import books_of, closing_balances
from sep_sample.money.budgets import budgets_of
from sep_sample.money.documents import documents_of
from sep_sample.money.inventories import inventories_of
from sep_sample.money.payments import payments_of
from sep_sample.schooling.attendance import attendance_of
from sep_sample.schooling.outcomes import Outcomes, Track
from sep_sample.schooling.plans import plans_of


class Chronicle:
    """Everything known of the country, and the balances that one year leaves to the next."""

    def __init__(
        self, directory: Path, noise: Noise, schools: int, years: range, *, pupils: bool
    ) -> None:
        self._directory = directory
        self._noise = noise
        self._years = years
        self._pupils = pupils
        self._key = AnswerKey()
        self._country, self._cast = cast(build(noise, schools, years), noise)
        self._market = market(self._country, noise, self._cast, self._key)
        self._outcomes = _outcomes(self._country, self._market, self._cast, noise)
        self._classifications = {
            school.rbd: self._outcomes[school.rbd].classifications()
            for school in self._country.in_regime
        }
        self._convenios = self._all_convenios()
        self._balances = self._first_balances()
        self._accounts = _in_accounts(self._balances, self._holders(years[0]))
        self._waiting = pl.DataFrame(schema=bank.COLUMNS)
        self._growing: dict[str, Path] = {}
        self._attendance: dict[int, pl.DataFrame] = {}

    def write_what_lasts(self) -> None:
        """The files of no year, and attendance of the year before the first payments."""
        self._growing = templates.begun(self._directory)
        templates.write(self._directory, "convenios", templates.convenio_rows(self._convenios))
        relations = relations_of(self._country, self._cast)
        templates.write(self._directory, "partes_relacionadas", templates.relation_rows(relations))
        templates.write_market(self._directory, self._market)
        published.write_orders(self._directory, self._country, self._market.contracts)
        reference.write_use(self._directory)
        reference.write_ipc(self._directory, self._years)
        lives.record_lives(self._cast, self._years, self._key)
        year = self._years[0] - 1
        for past in (year - 1, year):
            self._attendance[past] = attendance_of(self._country, past, self._noise, self._cast)
        templates.write_attendance(self._directory, year, self._attendance[year])

    def _write_acts(self, balances: dict[int, int]) -> None:
        country = self._country
        rows = {
            "utm": acts.utm_rows(self._years),
            "resoluciones": acts.resolution_rows(country, self._convenios, balances),
            "procedimientos": acts.proceeding_rows(country),
            "postulaciones_elevadas": acts.application_rows(country),
            "mejoras": acts.improvement_rows(country),
        }
        for name, each in rows.items():
            templates.write(self._directory, name, each)

    def write_year(self, year: int) -> None:
        self._attend(year)
        standing = lives.standing_of(self._country, year, self._classifications, self._cast)
        payments = payments_of(year, self._attendance, standing)
        payments = lives.with_overpayments(payments, year, self._cast)
        base = _base_subventions(self._country, year)
        self._write_schools(year, payments, base)
        self._write_money(year, payments, base)
        if self._pupils:
            self._write_pupils(year)

    def finish(self) -> AnswerKey:
        """Write what only the end knows: recovery plans, what authorities did, and the key."""
        balances = dict(self._balances.iter_rows())
        rows = lives.recovery_plan_rows(self._cast, balances, self._convenios)
        templates.append(self._growing["planes_saldo"], rows)
        self._write_acts(balances)
        templates.drop_empty(self._directory)
        self._key.write(self._directory)
        return self._key

    def _attend(self, year: int) -> None:
        """The year's attendance, written; the two years before it are still paid on."""
        table = attendance_of(self._country, year, self._noise, self._cast)
        templates.write_attendance(self._directory, year, table)
        self._attendance = {**self._attendance, year: table}
        self._attendance.pop(year - 3, None)

    def _write_schools(self, year: int, payments: pl.DataFrame, base: pl.DataFrame) -> None:
        directory_layout.write(self._directory, self._country, year)
        simce.write(self._directory, self._country, year, self._outcomes)
        performance.write(self._directory, self._country, year, self._outcomes)
        subventions.write(self._directory, self._country, year, payments, base)
        reference.write_accounts(self._directory, year)

    def _write_money(self, year: int, payments: pl.DataFrame, base: pl.DataFrame) -> None:
        income = _income(payments)
        general = base.group_by("rbd").agg(general_income=pl.col("amount").sum())
        general = general.join(income, on="rbd", how="semi").sort("rbd")
        opening = self._balances
        budgets = budgets_of(
            self._country, year, income=income, opening=opening, noise=self._noise, cast=self._cast
        ).join(general, on="rbd")
        contracts = [c for c in self._market.contracts if c.year == year]
        documents = documents_of(year, budgets, contracts, self._noise)
        documents = misdeeds.with_misdeeds(documents, year, self._cast, self._key)
        books = books_of(
            year,
            opening=opening,
            payments=payments,
            general=general,
            documents=documents,
            cast=self._cast,
            key=self._key,
        )
        self._balances = closing_balances(books)
        plans = plans_of(
            self._country,
            year,
            income=income,
            noise=self._noise,
            cast=self._cast,
            key=self._key,
        )
        templates.write_plans(self._directory, year, plans)
        published.write_pme(self._directory, self._country, year, plans)
        superintendence.write_documents(self._directory, self._country, year, documents)
        missing = [role.school.rbd for role in self._cast.of("RF03", year)]
        superintendence.write_income_statement(self._directory, self._country, year, books, missing)
        self._write_bank(year, payments, documents)
        self._write_renditions(year, books, documents)

    def _write_bank(self, year: int, payments: pl.DataFrame, documents: pl.DataFrame) -> None:
        holders = self._holders(year)
        charges = pl.concat([self._waiting, bank.charges_of(documents, holders)])
        late = pl.col("day").dt.year() > year
        self._waiting = charges.filter(late)
        lines = pl.concat([bank.deposits_of(year, payments, holders), charges.filter(~late)])
        lines = bank.with_misdeeds(lines, year, self._cast, self._key)
        lines, self._accounts = bank.with_balances(lines, self._accounts)
        ruts = pl.DataFrame(
            {
                "holder": [h.rut.number for h in self._country.holders_in(year)],
                "rut": [str(h.rut) for h in self._country.holders_in(year)],
            }
        )
        templates.write_bank(self._directory, year, lines, ruts)

    def _write_renditions(self, year: int, books: pl.DataFrame, documents: pl.DataFrame) -> None:
        moved = set(books.filter(pl.col("subvention") == "SEP")["rbd"])
        schools = [s for s in self._country.in_regime if s.rbd in moved]
        sep = documents.filter(pl.col("subvention") == "SEP")
        spent = dict(sep.group_by("rbd").agg(pl.col("declared").sum()).iter_rows())
        balances = dict(self._balances.iter_rows())
        filed = renditions.renditions_of(
            schools, year, spent=spent, noise=self._noise, cast=self._cast, key=self._key
        )
        certified = renditions.certificates_of(schools, year, balances, self._cast, self._key)
        working = [s for s in schools if s.works_in(year)]
        checked = inventories_of(working, year, self._noise, self._cast, self._key)
        templates.append(self._growing["rendiciones"], templates.rendition_rows(filed))
        templates.append(self._growing["certificados_saldo"], templates.certificate_rows(certified))
        templates.append(self._growing["inventario"], checked)

    def _write_pupils(self, year: int) -> None:
        pupils_layout.write(
            self._directory,
            self._country,
            year,
            self._attendance[year],
            classifications={rbd: found[year] for rbd, found in self._classifications.items()},
            in_convenio=lives.convened_in(self._country, year, self._cast),
            noise=self._noise,
        )

    def _all_convenios(self) -> list[Convenio]:
        return [
            convenio
            for school in self._country.in_regime
            for convenio in convenios_of(
                school,
                self._years,
                self._noise,
                self._cast.expiry_year(school.rbd),
                self._classifications[school.rbd],
            )
        ]

    def _first_balances(self) -> pl.DataFrame:
        """About an eighth of a year's SEP for schools that were in the regime before the sample."""
        first = self._years[0]
        rows = [
            (s.rbd, rough_income(s, first) // 8)
            for s in self._country.in_regime
            if s.convenio_from is not None and s.convenio_from < first
        ]
        schema = {"rbd": pl.Int64, "balance": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _holders(self, year: int) -> pl.DataFrame:
        rows = [
            (s.rbd, (holder := s.holder_in(year)).rut.number, holder.account)
            for s in self._country.in_regime
        ]
        schema = {"rbd": pl.Int64, "holder": pl.Int64, "account": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row")


def _outcomes(country: Country, market: Market, cast: Cast, noise: Noise) -> dict[int, Outcomes]:
    advised = market.advised_years()
    return {
        school.rbd: Outcomes(
            school,
            country.years,
            noise,
            Track(
                advised.get(school.rbd, frozenset()),
                cast.year_of("RF39", school.rbd) is not None,
            ),
        )
        for school in country.schools
    }


def _income(payments: pl.DataFrame) -> pl.DataFrame:
    """rbd, income, first_month, last_month of the schools paid in the year."""
    total = pl.sum_horizontal(pl.exclude("rbd", "month"))
    yearly = payments.group_by("rbd").agg(
        income=total.sum(), first_month=pl.col("month").min(), last_month=pl.col("month").max()
    )
    return yearly.filter(pl.col("income") > 0).sort("rbd")


def _base_subventions(country: Country, year: int) -> pl.DataFrame:
    """The general subvención of every subsidised school and month: about two USE a pupil."""
    rows = [
        (s.rbd, month, s.grade_size * len(s.grades) * 2 * int(use))
        for s in country.schools
        if s.is_subsidised and s.works_in(year)
        for month in range(1, 13)
        if (use := use_value(Period.of(year, month)).clp_per_use)
    ]
    return pl.DataFrame(rows, schema=("rbd", "month", "amount"), orient="row")


def _in_accounts(balances: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    return (
        balances.join(holders, on="rbd")
        .group_by("account")
        .agg(balance=pl.col("balance").sum())
        .sort("account")
    )
