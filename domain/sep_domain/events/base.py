"""What every event is: a frozen record with a stable topic, and, where it is a fact, a stream.

A class states its NAME and, once it has changed, its `class_version` with one static method
`upcast_vN_vM(state)` per step (the naming of the `eventsourcing` library). The topic in the log is
`cl.sep.<NAME>.v<class_version>`, never a Python path, so code may move while history stands.
"""

from abc import ABC, abstractmethod
from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from sep_domain.streams import Dataset, fact_stream_bytes

TOPIC_PREFIX = "cl.sep."

Key = tuple[str | int, ...]


class Event(BaseModel):
    """Something that happened, valid from `occurred_on`."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=False)

    NAME: ClassVar[str]
    class_version: ClassVar[int] = 1

    occurred_on: date
    """Valid time: the day from which what the event says holds."""

    @classmethod
    def topic(cls) -> str:
        """The topic under which it is recorded now."""
        return cls.topics()[-1]

    @classmethod
    def topics(cls) -> list[str]:
        """The topics of all its versions, oldest first."""
        return [f"{TOPIC_PREFIX}{cls.NAME}.v{n}" for n in range(1, cls.class_version + 1)]


class Fact(Event, ABC):
    """Something an authority or a sostenedor published; restated, never edited.

    Its stream is derived from `key`, so the same fact read twice meets itself.
    """

    DATASET: ClassVar[Dataset]
    TWINS: ClassVar[bool] = False
    """Whether several rows of one file may lawfully share a key."""
    COUNTED: ClassVar[bool] = False
    """Whether the coverage of its dataset counts it: what one stream alone states, once a row."""

    @abstractmethod
    def key(self) -> Key:
        """The natural key within the dataset, the event name and the period."""

    def period(self) -> tuple[int, int]:
        """Year and month the fact is about; month 0 for a whole year."""
        return self.occurred_on.year, self.occurred_on.month

    def stream(self) -> UUID:
        return UUID(bytes=self.stream_bytes())

    def stream_bytes(self) -> bytes:
        year, month = self.period()
        return fact_stream_bytes(self.DATASET, year, month, (self.NAME, *self.key()))
