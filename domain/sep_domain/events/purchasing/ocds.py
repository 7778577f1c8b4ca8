"""Open Contracting records and releases that others publish, such as ChileCompra's."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, AwareDatetime, Field

from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset

_OCID = r"^ocds-[a-z0-9]{6}-.+$"

Instant = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]


class OcdsRecordPublished(Fact):
    """A record of a contracting process, word for word (OCDS 1.1).

    An order or an award in it is a commitment, not a payment.
    """

    NAME: ClassVar[str] = "ocds.record_published"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.OCDS

    ocid: str = Field(pattern=_OCID, max_length=300)
    published_at: Instant
    """When the publisher published it."""
    package: dict[str, Any]
    """The package that it came in, without its records."""
    record: dict[str, Any]

    def key(self) -> Key:
        return (self.ocid, _told(self.published_at))


class OcdsReleasePublished(Fact):
    """A release of a contracting process, word for word (OCDS 1.1); its publisher never changes it.

    An order or an award in it is a commitment, not a payment.
    """

    NAME: ClassVar[str] = "ocds.release_published"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.OCDS

    ocid: str = Field(pattern=_OCID, max_length=300)
    release_id: str = Field(min_length=1, max_length=300)
    """Which no other release of the process has."""
    released_at: Instant
    """The release's own date."""
    package: dict[str, Any]
    """The package that it came in, without its releases."""
    release: dict[str, Any]

    def key(self) -> Key:
        return (self.ocid, self.release_id)

    def period(self) -> tuple[int, int]:
        return 0, 0


def _told(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
