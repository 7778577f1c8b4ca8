"""How many schools have data of each dataset in a year, and why the others have none."""

from dataclasses import dataclass
from enum import StrEnum

from sep_domain.dates.calendar import SchoolYear
from sep_projections.convenios.convenios import ConvenioFilter
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import Row

TESTED_CODES = (110, 310, 410, 510, 610, 710, 810, 910)
"""COD_ENSE of the regular daytime teaching whose grades are tested and ordered."""


class Coverage(StrEnum):
    """Whether a school has data, and if not the first reason that applies."""

    WITH_DATA = "with_data"
    UNREGISTERED = "unregistered"
    """It has data, and no edition of the register up to the year knows it."""
    NO_FILE = "no_file"
    """Nothing of the dataset is known for the year, of any school."""
    NOT_WORKING = "not_working"
    """Closed, in recess or without pupils, by the register."""
    NOT_SUBSIDISED = "not_subsidised"
    """Particular pagado, where the dataset is of public money."""
    OUTSIDE_REGIME = "outside_regime"
    """Without convenio in the year, where the dataset is of the SEP."""
    NOT_TAUGHT = "not_taught"
    """It teaches no level that is tested and ordered."""
    ABSENT = "absent"
    """None of these: the file has no row of it."""


@dataclass(kw_only=True)
class SchoolCoverageRow(Row):
    """Schools of a dataset and year in one state."""

    dataset: str
    state: Coverage
    schools: int


SCHOOL_COVERAGE = Listing(
    "school_coverage", (Column("dataset", "text"), Column("state", "text")), SchoolCoverageRow
)


def coverage_params(known: Known, year: SchoolYear) -> dict[str, object]:
    """Parameters of the statement."""
    codes = list(TESTED_CODES)
    return params_of(known, ConvenioFilter(), year=year, tested_codes=codes)
