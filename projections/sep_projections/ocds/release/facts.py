"""What is known of a contracting process, gathered event by event. Nothing is shaped here."""

from collections import defaultdict
from dataclasses import dataclass, field

from sep_projections.ocds.release.documents import Gathered, Said, gather


@dataclass
class MilestoneFacts:
    """The latest of each step of a deliverable, and its payments by number."""

    steps: dict[str, Said] = field(default_factory=dict)

    def day(self, step: str) -> str | None:
        """The day of a step, year first."""
        said = self.steps.get(step)
        return said["occurred_on"] if said else None


@dataclass
class ContractFacts:
    """What is known of a contract."""

    steps: dict[str, Said] = field(default_factory=dict)
    amendments: dict[str, Said] = field(default_factory=dict)
    associates: dict[tuple[str, int], Said] = field(default_factory=dict)
    milestones: dict[int, MilestoneFacts] = field(
        default_factory=lambda: defaultdict(MilestoneFacts)
    )
    payments: dict[int, Said] = field(default_factory=dict)
    documents: Gathered = field(default_factory=dict)
    progress: Gathered = field(default_factory=dict)
    """What shows that its milestones were delivered, approved, invoiced and paid."""

    @property
    def agreed(self) -> Said:
        """Who contracts about what: as signed, else as the need was stated."""
        return self.steps.get("signed") or self.steps.get("need_stated") or {}

    @property
    def is_signed(self) -> bool:
        """Whether it is known to have been signed."""
        return "signed" in self.steps


@dataclass
class ProcessFacts:
    """What is known of a tender and the contracts tied to it, or of a contract by itself."""

    tender: str | None
    """The number of the tender; None where the process is one contract."""
    steps: dict[str, Said] = field(default_factory=dict)
    bidders: dict[str, None] = field(default_factory=dict)
    """In the order in which they became known."""
    awarded: dict[str, Said] = field(default_factory=dict)
    """By adviser; more than one where the award was corrected. The last one stands."""
    contracts: dict[str, ContractFacts] = field(default_factory=lambda: defaultdict(ContractFacts))
    tied: set[str] = field(default_factory=set)
    documents: Gathered = field(default_factory=dict)
    """Of the tender."""

    def add(self, event: str, said: Said) -> None:
        """Takes in an event, by its name without `cl.sep.` and version."""
        subject, _, step = event.partition(".")
        contract = said.get("contract")
        if contract is not None and said.get("tender") == self.tender:
            self.tied.add(contract)
        if subject == "ate_tender":
            self._add_to_tender(step, said)
        elif subject == "ate_milestone":
            _add_to_milestone(self.contracts[said["contract"]], step, said)
        else:
            _add_to_contract(self.contracts[said["contract"]], step, said)

    def contracts_by_ocid(self) -> dict[str, ContractFacts]:
        """The contracts that belong to the process as far as is known."""
        return {number: facts for number, facts in self.contracts.items() if number in self.tied}

    def _add_to_tender(self, step: str, said: Said) -> None:
        self.steps[step] = said
        bidders = said.get("bidders", ()) if step == "awarded" else ()
        if step == "bid_received":
            bidders = (said["ate"],)
        self.bidders |= dict.fromkeys(bidders)
        if step == "awarded":
            self.awarded.pop(said["ate"], None)
            self.awarded[said["ate"]] = said
        else:
            gather(self.documents, said)


def _add_to_milestone(contract: ContractFacts, step: str, said: Said) -> None:
    contract.milestones[said["milestone"]].steps[step] = said
    # What shows that it was agreed or dropped is the contract's or the amendment's.
    if step not in ("agreed", "cancelled"):
        gather(contract.progress, said)


def _add_to_contract(contract: ContractFacts, step: str, said: Said) -> None:
    if step not in ("need_stated", "payment_made"):
        gather(contract.documents, said)
    if step == "payment_made":
        contract.payments[said["payment"]] = said
        gather(contract.progress, said)
    elif step == "amended":
        contract.amendments[said["occurred_on"]] = said
    elif step == "associated":
        contract.associates[said["sostenedor"], said["rbd"]] = said
    else:
        contract.steps[step] = said
