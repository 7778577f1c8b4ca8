"""The promise: to withhold files accuses nobody. What is judged broken, or held up, by some of the
files on advice is judged so by all of them."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Server
from tests.domain.ate import certificate
from tests.graphql.conftest import Ledger
from tests.graphql.given import ADVISER, HOLDER, OTHER, contract, paid
from tests.graphql.obligations import blocked, tender
from tests.projections.given import school

from sep_domain.events.base import Fact

SECOND = "70000003-6"
DAYS = [
    *(date(2016, 6, 7), date(2016, 6, 8), date(2017, 2, 1)),
    *(date(2018, 6, 7), date(2018, 6, 8), date(2018, 8, 24), date(2018, 8, 25), date(2019, 3, 1)),
]
KINDS = ["natural", "juridica", "juridica_con_fines_de_lucro", "juridica_sin_fines_de_lucro"]
EDITIONS = [date(2012, 12, 31), date(2018, 12, 31), date(2020, 12, 31)]
ON = "2019-06-03"


@dataclass
class Files:
    """Every file on advice, by name, each with all its facts."""

    by_name: dict[str, list[Fact]]

    def but(self, withheld: set[str]) -> list[Fact]:
        kept = (facts for name, facts in self.by_name.items() if name not in withheld)
        return list({fact.stream(): fact for facts in kept for fact in facts}.values())


certificates = st.builds(
    lambda ate, day, until, kind: certificate(
        ate=ate,
        occurred_on=day,
        valid_until=None if until is None else date(until, 12, 31),
        provider_kind=kind,
    ),
    st.sampled_from([ADVISER, OTHER]),
    st.sampled_from([date(2012, 1, 2), date(2018, 10, 1), date(2020, 3, 2)]),
    st.sampled_from([None, 2018, 2025]),
    st.sampled_from(KINDS),
)


@st.composite
def files(draw: st.DrawFn) -> Files:
    """Some contracts, with their tenders, the registry in editions, and the register of schools."""
    found: dict[str, list[Fact]] = {"contratos": [], "pagos": []}
    for number, day in enumerate(draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=4))):
        code, holder = f"C-{number}", draw(st.sampled_from([HOLDER, SECOND]))
        named = draw(st.booleans())
        signed = {"occurred_on": day, "sostenedor": holder, "rbd": number + 1}
        by = f"T-{number}" if named else None
        found["contratos"].append(contract(code, 1_000, tender=by, **signed))
        fund = {"subvencion": draw(st.sampled_from(["SEP", "GENERAL"]))}
        found["pagos"].append(paid(code, 1, 1, day, 400).model_copy(update=fund))
        file = found.setdefault(f"concursos {holder} {day.year}", [])
        if named or draw(st.booleans()):
            file.append(_tender(draw, f"T-{number}", holder, number + 1, day))
        dependency = draw(st.sampled_from(["municipal_daem", "particular_subvencionado"]))
        register = found.setdefault(f"directorio {day.year}", [])
        register.append(school(number + 1, day.year, dependency=dependency))
    listed = draw(st.lists(certificates, max_size=4))
    for edition in EDITIONS:
        told = [each for each in listed if each.occurred_on <= edition]
        found[f"registro {edition.year}"] = list(told)
    return Files(found)


def _tender(draw: st.DrawFn, code: str, holder: str, rbd: int, day: date) -> Fact:
    return tender(
        code,
        occurred_on=day,
        sostenedor=holder,
        rbd=rbd,
        procedure=draw(st.sampled_from([None, "concurso", "licitacion"])),
        notice_medium=draw(st.sampled_from([None, "regional", "mercado_publico"])),
        exception=draw(st.sampled_from([None, None, "c", "g"])),
    )


def broken(ledger: Ledger) -> set[tuple[str, str]]:
    """What some verdict says is broken, and what is said to be held up by advice."""
    contracts = ledger.data(
        "{ ateContracts(first: 50) { nodes { contract rulings { rule verdict } } } }"
    )["ateContracts"]["nodes"]
    ruled = {
        (each["contract"], one["rule"])
        for each in contracts
        for one in each["rulings"]
        if one["verdict"] == "NO_CUMPLE"
    }
    kinds = ("ATE_NO_CERTIFICADO", "CONTRATO_SIN_CONCURSO", "CONCURSO_SIN_AVISO")
    held_up = {(kind, one[1]) for kind in kinds for one in blocked(ledger, ON, hindrance=kind)}
    return ruled | held_up


@settings(max_examples=12, deadline=None)
@given(all_files=files(), data=st.data())
def test_what_is_broken_by_some_files_is_broken_by_all(
    postgres: Server, folded_template: str, all_files: Files, data: st.DataObject
) -> None:
    names = sorted(all_files.by_name)
    withheld = data.draw(st.sets(st.sampled_from(names), min_size=1), label="withheld")
    with (
        postgres.fresh_database(folded_template) as of_all,
        postgres.fresh_database(folded_template) as of_some,
    ):
        whole, part = Ledger(of_all), Ledger(of_some)
        whole.record(*all_files.but(set()))
        part.record(*all_files.but(withheld))
        assert broken(part) <= broken(whole)
