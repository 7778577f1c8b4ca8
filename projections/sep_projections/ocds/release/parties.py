"""Who takes part in a contracting process, and in which roles.

Organizations go by RUT (`CL-RUT`, digits with the check digit, no dash), schools by RBD (`CL-RBD`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sep_projections.ocds.release.differences import Json

BUYER = ("buyer", "procuringEntity", "payer")
TENDERER = ("tenderer",)
SUPPLIER = ("supplier", "payee")
SCHOOL = ("interestedParty",)


@dataclass
class Parties:
    """The parties of a process, in the order in which they were first named."""

    names: Mapping[str, str]
    """What an adviser is called, by RUT, where the registry says so."""
    roles: dict[str, list[str]] = field(default_factory=dict)
    _found: dict[str, Json] = field(default_factory=dict)

    def organization(self, rut: str, roles: tuple[str, ...]) -> Json:
        """A reference to an organization, which is then a party in those roles."""
        return self._add("CL-RUT", rut.replace("-", ""), roles, self.names.get(rut))

    def school(self, rbd: int) -> None:
        """Makes the school for which advice is sought a party."""
        self._add("CL-RBD", str(rbd), SCHOOL, None)

    def found(self) -> list[Json]:
        """All of them."""
        return [party | {"roles": self.roles[key]} for key, party in self._found.items()]

    def _add(self, scheme: str, number: str, roles: tuple[str, ...], name: str | None) -> Json:
        key = f"{scheme}-{number}"
        reference = {"id": key} | ({"name": name} if name else {})
        self._found.setdefault(key, reference | {"identifier": {"scheme": scheme, "id": number}})
        held = self.roles.setdefault(key, [])
        held += [role for role in roles if role not in held]
        return reference
