"""The promise: the page tells what was asked, the score, its interval, and who survived and why."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.mutation.equivalents import Equivalent, equivalents
from tests.mutation.population import Mutant
from tests.mutation.report import Run, page, summary
from tests.mutation.trials import Verdict, changed

SOURCE = Path("domain/sep_domain")
MODULE = SOURCE / "money.py"
BEFORE, AFTER = "if due is None:", "if due == None:"
SAME = Equivalent(" is ", " == ", "None equals only itself.")


def verdict(line: int, *, killed: bool, after: str = AFTER) -> Verdict:
    return Verdict(Mutant(MODULE, (line, 4), (line, 6), "any", 0), killed, BEFORE, after)


RUN = Run(
    package="domain",
    source=SOURCE,
    seed=7,
    sample=300,
    population=1_200,
    minutes=12.3,
    today=date(2026, 12, 1),
    verdicts=[
        *(verdict(line, killed=True) for line in range(17)),
        verdict(40, killed=False),
        verdict(30, killed=False, after="if due is not None:"),
        verdict(50, killed=True),
    ],
    same=[SAME],
)


def test_a_score_counts_the_equivalent_first_and_then_leaves_them_out() -> None:
    assert summary(RUN) == (
        "domain: 18 of 20 killed, 90.0 % (69.9 to 97.2 %); "
        "without the equivalent 94.7 % (75.4 to 99.1 %)"
    )


def test_the_page_says_how_to_do_it_again_and_lists_survivors_in_order_of_the_code() -> None:
    told = page("", RUN)
    assert "make mutate PACKAGE=domain SAMPLE=300 SEED=7" in told
    assert "2026-12-01" in told
    assert "of 1,200 mutants of `domain/sep_domain` 20 were tried." in told
    assert told.index("`money.py`, line 30") < told.index("`money.py`, line 40")
    assert told.count("Equivalent: None equals only itself.") == 1


def test_a_package_measured_anew_leaves_the_others_as_they_were() -> None:
    engine = replace(RUN, package="engine", seed=8)
    both = page(page("", engine), RUN)
    assert page(both, replace(RUN, seed=9)) == both.replace(
        "PACKAGE=domain SAMPLE=300 SEED=7", "PACKAGE=domain SAMPLE=300 SEED=9"
    )


def test_what_became_of_a_line_is_read_from_the_difference() -> None:
    told = (
        "--- mutation diff ---\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n context\n-    a is b\n+    a == b"
    )
    assert changed(told) == ("a is b", "a == b")


def test_an_equivalent_mutant_is_that_change_and_no_other() -> None:
    line = "return a is None and b is c"
    assert SAME.covers(MODULE, line, "return a is None and b == c")
    assert SAME.covers(MODULE, line, "return a  == None and b is c")
    assert not SAME.covers(MODULE, line, "return a == None and b == c")
    assert not SAME.covers(MODULE, line, "return a is None or b is c")
    assert not replace(SAME, module="another.py").covers(
        MODULE, line, "return a == None and b is c"
    )


def test_every_equivalent_that_is_named_gives_its_reason() -> None:
    assert all(each.why.endswith(".") and each.text != each.becomes for each in equivalents())
