"""The plan de mejoramiento educativo: what a school will do with the money (Ley 20.248 art 8)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp


class PmeDimension(StrEnum):
    """The four areas of art 8."""

    GESTION_PEDAGOGICA = "gestion_pedagogica"
    LIDERAZGO = "liderazgo"
    CONVIVENCIA_ESCOLAR = "convivencia_escolar"
    GESTION_DE_RECURSOS = "gestion_de_recursos"


class PmeSubdimension(StrEnum):
    GESTION_CURRICULAR = "gestion_curricular"
    ENSENANZA_Y_APRENDIZAJE = "ensenanza_y_aprendizaje"
    APOYO_AL_DESARROLLO = "apoyo_al_desarrollo"
    LIDERAZGO_DEL_SOSTENEDOR = "liderazgo_del_sostenedor"
    LIDERAZGO_DEL_DIRECTOR = "liderazgo_del_director"
    PLANIFICACION_Y_RESULTADOS = "planificacion_y_resultados"
    FORMACION = "formacion"
    CONVIVENCIA = "convivencia"
    PARTICIPACION = "participacion"
    GESTION_DEL_PERSONAL = "gestion_del_personal"
    RECURSOS_FINANCIEROS = "recursos_financieros"
    RECURSOS_EDUCATIVOS = "recursos_educativos"


SUBDIMENSIONS: Mapping[PmeDimension, frozenset[PmeSubdimension]] = {
    PmeDimension.GESTION_PEDAGOGICA: frozenset(
        {
            PmeSubdimension.GESTION_CURRICULAR,
            PmeSubdimension.ENSENANZA_Y_APRENDIZAJE,
            PmeSubdimension.APOYO_AL_DESARROLLO,
        }
    ),
    PmeDimension.LIDERAZGO: frozenset(
        {
            PmeSubdimension.LIDERAZGO_DEL_SOSTENEDOR,
            PmeSubdimension.LIDERAZGO_DEL_DIRECTOR,
            PmeSubdimension.PLANIFICACION_Y_RESULTADOS,
        }
    ),
    PmeDimension.CONVIVENCIA_ESCOLAR: frozenset(
        {
            PmeSubdimension.FORMACION,
            PmeSubdimension.CONVIVENCIA,
            PmeSubdimension.PARTICIPACION,
        }
    ),
    PmeDimension.GESTION_DE_RECURSOS: frozenset(
        {
            PmeSubdimension.GESTION_DEL_PERSONAL,
            PmeSubdimension.RECURSOS_FINANCIEROS,
            PmeSubdimension.RECURSOS_EDUCATIVOS,
        }
    ),
}
"""The three subdimensions of each dimension."""


class _OfPme(Fact):
    """One step in the plan that a school began in `cycle`, the first of its four years."""

    DATASET: ClassVar[Dataset] = Dataset.PME

    rbd: Rbd
    cycle: SchoolYear

    def key(self) -> Key:
        return (self.rbd,)

    def period(self) -> tuple[int, int]:
        return self.cycle, 0


class PmeDiagnosed(_OfPme):
    """The school says where it stands; in force once the plan is presented."""

    NAME: ClassVar[str] = "pme.diagnosed"

    text: str


class PmeObjectiveSet(_OfPme):
    """What the school is to reach in a dimension; in force once the plan is presented."""

    NAME: ClassVar[str] = "pme.objective_set"

    objective: str
    dimension: PmeDimension
    text: str

    def key(self) -> Key:
        return (self.rbd, self.objective)


class PmeGoalSet(_OfPme):
    """By what one sees that an objective is reached; in force once the plan is presented."""

    NAME: ClassVar[str] = "pme.goal_set"

    goal: str
    objective: str
    text: str

    def key(self) -> Key:
        return (self.rbd, self.goal)


class PmePresented(_OfPme):
    """The plan is handed to the ministry and the Agencia (art 7 d)."""

    NAME: ClassVar[str] = "pme.presented"


class PmeModified(_OfPme):
    """A change of the plan, in force only once it is presented again (art 8)."""

    NAME: ClassVar[str] = "pme.modified"

    change: int = Field(ge=1)
    description: str

    def key(self) -> Key:
        return (self.rbd, self.change)


class _OfAction(_OfPme):
    year: SchoolYear
    action: str

    def key(self) -> Key:
        return (self.rbd, self.year, self.action)


class _ActionContent(_OfAction):
    name: str
    dimension: PmeDimension
    subdimension: PmeSubdimension
    starts_on: date
    ends_on: date
    sep_budget: Clp
    total_budget: Clp
    needs_ate: bool = False
    justifies_staff: bool = False
    """Whether the plan argues for more than half the money on staff (art 8 bis)."""


class PmeActionDrafted(_ActionContent):
    """An action as it is to be, towards a goal; planned once the plan is presented (art 8)."""

    NAME: ClassVar[str] = "pme.action_drafted"

    goal: str


class PmeActionPlanned(_ActionContent):
    """An action of a year, with what it should cost; presented on `occurred_on`."""

    NAME: ClassVar[str] = "pme.action_planned"
    COUNTED: ClassVar[bool] = True


class PmeActionDropProposed(_OfAction):
    """An action is to leave the plan; it does once the plan is presented (art 8)."""

    NAME: ClassVar[str] = "pme.action_drop_proposed"

    reason: str
    presented: bool
    """Whether the presented plan has it; what is only a draft is gone at once."""


class PmeActionDropped(_OfAction):
    """A planned action has left the plan, which was presented without it on `occurred_on`."""

    NAME: ClassVar[str] = "pme.action_dropped"


class PmeActionExecuted(_OfAction):
    """How far an action had got at year end, in percent."""

    NAME: ClassVar[str] = "pme.action_executed"

    level: int = Field(ge=0, le=100)


class PmeEvaluated(_OfPme):
    """The ministry's yearly judgement of the plan (arts 18, 21)."""

    NAME: ClassVar[str] = "pme.evaluated"

    year: SchoolYear
    outcome: str

    def key(self) -> Key:
        return (self.rbd, self.year)
