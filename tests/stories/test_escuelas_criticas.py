"""The promise: imported as files and asked through GraphQL, the *escuelas críticas* show what their
evaluation found (Muñoz and Vanni 2008): the gain while they were advised, the smaller one of
schools like them, and that two years after the end little was left of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from sep_projections.update import prepare
from tests.conftest import Server
from tests.end_to_end.conftest import asking, load
from tests.end_to_end.figures import Ask
from tests.stories import escuelas_criticas as story

PROGRAMME = f'filter: {{ contractType: "{story.PROGRAMME}" }}'

FIGURE_1 = f"""{{
  lect: contractTypes(grade: "4b", subject: LECTURA, {PROGRAMME}) {{ ...gain }}
  mate: contractTypes(grade: "4b", subject: MATEMATICA, {PROGRAMME}) {{ ...gain }}
  soc: contractTypes(grade: "4b", subject: CIENCIAS_SOCIALES, {PROGRAMME}) {{ ...gain }}
}}
fragment gain on Advice {{ moments {{
  moment toYear change {{ schools estimate low high }} comparison {{
    schools schoolsCompared change changeCompared difference {{ schools estimate low high }}
  }}
}} }}"""

FIGURE_2 = f"""{{
  lect: contractTypes(grade: "4b", subject: LECTURA, {PROGRAMME}) {{ ...means }}
  mate: contractTypes(grade: "4b", subject: MATEMATICA, {PROGRAMME}) {{ ...means }}
}}
fragment means on Advice {{ schools moments {{ toYear schools pupils mean schoolMean }} }}"""

ADVISER = """query ($rut: Rut!) { adviser(rut: $rut, grade: "4b", subject: LECTURA) {
  schools contracts committed paid paidFromSep costPerPupil costPerPoint { estimate low high }
  moments { moment toYear schools mean change { schools estimate low } persistence
    persistenceCompared comparison { schools difference { estimate low } } }
  market { schools paid moments { moment change { schools estimate } } }
  dataVersion { files { name rows } sample { asked used } }
} }"""


@pytest.fixture(scope="module")
def ask(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Puts a question about the story."""
    folder = tmp_path_factory.mktemp("story")
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        load(conninfo, [story.write(folder / "files")], folder)
        yield asking(conninfo)


def advised(ask: Ask, institution: int) -> dict[str, Any]:
    """What is told of an institution, its moments by name."""
    found: dict[str, Any] = ask(ADVISER, rut=story.adviser(institution))["adviser"]
    return found | {"moments": {one["moment"]: one for one in found["moments"]}}


def test_figure_1_the_gains_of_the_programme_and_of_schools_like_them(ask: Ask) -> None:
    for subject, gain, compared in (("lect", 15, 8), ("mate", 13, 4), ("soc", 17, 9)):
        [found] = ask(FIGURE_1)[subject]
        (during,) = [one for one in found["moments"] if one["moment"] == "DURING"]
        assert (during["toYear"], during["change"]["schools"]) == (2005, 66)
        assert during["change"]["estimate"] == pytest.approx(gain, abs=1e-8)
        assert during["change"]["low"] < gain < during["change"]["high"]
        beside = during["comparison"]
        assert (beside["schools"], beside["schoolsCompared"]) == (66, 132)
        assert (beside["change"], beside["changeCompared"]) == (f"{gain}.0", f"{compared}.0")
        assert beside["difference"]["estimate"] == pytest.approx(gain - compared, abs=1e-8)
        assert beside["difference"]["low"] > 0


def test_figure_2_the_means_of_the_66_schools(ask: Ask) -> None:
    for subject, [found] in ask(FIGURE_2).items():
        measured = found["moments"][:4]
        means = [f"{mean}.0" for mean in story.MEANS[subject]]
        assert [one["toYear"] for one in measured] == [*story.YEARS]
        assert [one["mean"] for one in measured] == means
        assert [one["schoolMean"] for one in measured] == means
        assert [one["schools"] for one in measured] == [found["schools"]] * 4 == [66] * 4


def test_after_the_end_the_gain_fades(ask: Ask) -> None:
    found = advised(ask, 4)
    told = found["moments"]
    years = [told[name]["toYear"] for name in ("DURING", "AFTER_1", "AFTER_2", "AFTER_3")]
    assert years == [2005, 2006, 2007, None]
    points = [told[name]["change"]["estimate"] for name in ("DURING", "AFTER_1", "AFTER_2")]
    assert points == pytest.approx([15, 9, 4])
    assert (told["AFTER_1"]["persistence"], told["AFTER_2"]["persistence"]) == ("60.0", "26.7")
    # Beside schools like them nothing is left after a year, and less than nothing after two.
    ahead = [
        told[name]["comparison"]["difference"]["estimate"]
        for name in ("DURING", "AFTER_1", "AFTER_2")
    ]
    assert ahead == pytest.approx([7, 0, -5], abs=0.1)
    assert float(told["AFTER_2"]["persistenceCompared"]) < -50
    assert told["AFTER_3"]["persistence"] is None


def test_money_is_held_against_pupils_and_points(ask: Ask) -> None:
    found = advised(ask, 0)
    pupils = sum(20 + 4 * (number // 2) for number in range(12))
    assert (found["schools"], found["contracts"]) == (12, 12)
    assert (found["committed"], found["paid"]) == (12 * story.AMOUNT, 12 * story.PAID)
    assert found["paidFromSep"] == 0
    assert found["costPerPupil"] == round(12 * story.PAID / pupils)
    gain = found["moments"]["DURING"]["change"]
    assert gain["estimate"] == pytest.approx(19)
    cost = {name: float(value) for name, value in found["costPerPoint"].items()}
    assert cost["estimate"] == pytest.approx(found["costPerPupil"] / 19, abs=0.01)
    assert cost["high"] == pytest.approx(found["costPerPupil"] / gain["low"], abs=0.01)
    assert cost["low"] < cost["estimate"] < cost["high"]


def test_the_market_is_everybody_else(ask: Ask) -> None:
    market = advised(ask, 0)["market"]
    assert (market["schools"], market["paid"]) == (66, 54 * story.PAID)
    (during,) = [one for one in market["moments"] if one["moment"] == "DURING"]
    # 54 of the programme, 4 points less than the first institution's 12 in the sum of the 66, and
    # the 12 of somebody else, who gained 15.
    assert during["change"]["estimate"] == pytest.approx((66 * 15 - 12 * 19 + 12 * 15) / 66)


def test_few_schools_have_no_interval_and_fewer_no_number(ask: Ask) -> None:
    few, fewer = advised(ask, 5), advised(ask, 6)
    during = few["moments"]["DURING"]["change"]
    assert (during["schools"], during["low"]) == (8, None)
    assert during["estimate"] == pytest.approx(15)
    assert few["moments"]["AFTER_1"]["persistence"] is None
    assert few["costPerPoint"] is None
    during = fewer["moments"]["DURING"]
    assert (during["schools"], during["mean"], fewer["costPerPupil"]) == (4, None, None)
    assert during["change"] == {"schools": 4, "estimate": None, "low": None}


def test_advisers_are_ranked_by_what_is_told_from_chance(ask: Ask) -> None:
    found = ask(
        """{ advisers(grade: "4b", subject: LECTURA, orderBy: GAIN) { label schools moments {
          moment change { low } } } }"""
    )["advisers"]
    assert found[0]["label"] == story.adviser(0)
    assert [one["schools"] for one in found][-2:] == [8, 4]
    lows = [one["moments"][1]["change"]["low"] for one in found]
    told = [low for low in lows if low is not None]
    assert told == sorted(told, reverse=True)
    assert lows[-2:] == [None, None]


def test_an_answer_names_its_files_and_its_sample(ask: Ask) -> None:
    found = advised(ask, 2)["dataVersion"]
    assert found["sample"] == {"asked": 10, "used": 10}
    names = [f"simce4b{year}_rbd_final.csv" for year in story.YEARS]
    assert found["files"] == [{"name": name, "rows": 10} for name in names]
