"""Mutants that behave as what they were made of, which no test can therefore kill."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("equivalents.toml")


@dataclass(frozen=True)
class Equivalent:
    """What becomes of a text without a difference: in a line of one module, or anywhere."""

    text: str
    becomes: str
    why: str
    module: str | None = None

    def covers(self, module: Path, before: str, after: str) -> bool:
        """Whether a line became another only by this."""
        if self.module not in {None, str(module)}:
            return False
        wanted, pieces = spaceless(after), before.split(self.text)
        return any(
            wanted
            == spaceless(self.text.join(pieces[:at]) + self.becomes + self.text.join(pieces[at:]))
            for at in range(1, len(pieces))
        )


def spaceless(line: str) -> str:
    """A line without its spaces, for a mutant has others than who wrote it."""
    return "".join(line.split())


def equivalents(listed: Path = LIST) -> list[Equivalent]:
    """All that are known."""
    return [Equivalent(**each) for each in tomllib.loads(listed.read_text("utf-8"))["mutant"]]
