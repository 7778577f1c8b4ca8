"""The packages in which releases and records are published, with who publishes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sep_projections.ocds.release.differences import Json

VERSION = "1.1"
_MILESTONES_OF_TRANSACTIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/"
    "ocds_transactions_relatedMilestone_extension/master/extension.json"
)
EXTENSIONS = (_MILESTONES_OF_TRANSACTIONS,)


@dataclass(frozen=True)
class Publication:
    """Who publishes, under which ocid prefix, and where."""

    prefix: str
    """As the Open Contracting Partnership gives it: `ocds-` and six letters or digits."""
    address: str
    """URL under which `/releases` and `/records` are, without a slash at its end."""
    publisher: str
    publisher_rut: str | None = None
    license: str | None = None
    policy: str | None = None
    documents: str | None = None
    """URL under which evidence documents are, by SHA-256."""

    def releases(self, name: str, releases: Sequence[Json]) -> Json:
        """A package of at least one release, published when the last of them was."""
        published = max(release["date"] for release in releases)
        return self._package(name, published, "releases", releases)

    def records(self, name: str, records: Sequence[Json]) -> Json:
        """A package of at least one record."""
        published = max(record["compiledRelease"]["date"] for record in records)
        return self._package(name, published, "records", records)

    def url_of_release(self, position: str) -> str:
        """Where a release is read: its package, and its id as fragment."""
        return f"{self.address}/releases?after={int(position) - 1}&limit=1#{position}"

    def _package(self, name: str, published: str, of: str, items: Sequence[Json]) -> Json:
        return {
            "uri": f"{self.address}/{name}",
            "version": VERSION,
            "extensions": list(EXTENSIONS),
            "publishedDate": published,
            "publisher": self._publisher(),
            **({"license": self.license} if self.license else {}),
            **({"publicationPolicy": self.policy} if self.policy else {}),
            of: list(items),
        }

    def _publisher(self) -> Json:
        number = self.publisher_rut
        identified = {"scheme": "CL-RUT", "uid": number.replace("-", "")} if number else {}
        return {"name": self.publisher} | identified
