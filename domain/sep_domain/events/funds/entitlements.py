"""What the law gives a school in a month, computed from what the log knew, with its reasons."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sep_domain.dates.calendar import Period
from sep_domain.entitlement.inputs import Pupils
from sep_domain.entitlement.lines import EntitlementKind
from sep_domain.events.base import Fact, Key
from sep_domain.events.funds.payments import Components
from sep_domain.law.statute import Confidence
from sep_domain.streams import Dataset
from sep_domain.values.grades import LevelBand
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EntitledBand(_Frozen):
    """Pupils of a level band, as an exact fraction (`125/3`), and USE for each of them."""

    band: LevelBand
    use: Decimal
    pupils: str = Field(pattern=r"^-?\d+(/\d+)?$")


class EntitledLine(_Frozen):
    """One article for one group of pupils, valued in one month."""

    kind: EntitlementKind
    article: str
    pupils: Pupils
    valued: Period
    clp_per_use: Decimal
    law: str
    confidence: Confidence
    share: str = "1"
    """The part that is paid, as a fraction: a third of art 20 without a plan."""
    months: str
    """Whose attendance it rests on: `2024-03..2024-12`, or `2024-03,2024-04`."""
    bands: tuple[EntitledBand, ...]
    amount: Decimal
    """In pesos, before rounding, to the hundredth of a centavo."""


class EntitlementComputed(Fact):
    """What Ley 20.248 gives a school in a month, in CLP, by a named version of the rules.

    `due` is the sum of the amounts and of `scaled`; `total` is what is left of it when `retained`
    is held back. Where `lacks` says anything they are a part of what the law gives. Each article's
    amount is rounded once for each group of pupils. Version 2 names the tables of the law that it
    was computed from.

    From rule `entitlement/2` on, `scaled` and `retained` are what resolutions order, and what the
    law merely exposes a school to has fields of its own; before, they held what the law exposes to.
    """

    NAME: ClassVar[str] = "entitlement.computed"
    class_version: ClassVar[int] = 2
    DATASET: ClassVar[Dataset] = Dataset.DERIVED

    rbd: Rbd
    month: Period
    rule: str
    due: Clp
    retained: Clp = Clp(0)
    total: Clp
    amounts: Components
    """By article (`art14`, `art14bis`, `art16`, `art20`, `art27`), settlements included."""
    scaled: Clp = Clp(0)
    """What Ley 21.006 cuts; zero or negative."""
    exposed_retained: Clp = Clp(0)
    """What it would hold back of `due`, ordered by nobody that was known."""
    priority_share: Decimal | None = None
    """Percent of prioritarios of the year before, to two decimals."""
    confidence: Confidence
    """The weakest of the values used."""
    provisional: tuple[str, ...] = ()
    """Why it may change: `reason` or `reason:period`."""
    lacks: tuple[str, ...] = ()
    """What the law gives and could not be said: `reason:of what`."""
    lines: tuple[EntitledLine, ...] = ()
    void: bool = False
    """True where a later file showed that no convenio was in force."""
    tables: Annotated[
        dict[str, _Sha256], AfterValidator(lambda tables: dict(sorted(tables.items())))
    ] = Field(default_factory=dict)
    """SHA-256 of each table of values that it was computed from; none where nothing was."""

    def key(self) -> Key:
        return (self.rbd,)

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says no more than it did: which tables it was computed from stays unknown."""
