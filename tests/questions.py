"""The documented questions: `docs/preguntas.md`, its queries by name."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parents[1] / "docs" / "preguntas.md"
ASKED = range(1, 65)
"""The questions, by the numbers of the list they come from; each has a test of its own."""

Ask = Callable[..., dict[str, Any]]

QUERIES: dict[str, str] = {
    name: text
    for text, name in re.findall(r"```graphql\n(query (\w+).*?)```", DOCUMENT.read_text(), re.S)
}

COMMANDS: dict[str, str] = {
    f"P{number}": text
    for number, text in re.findall(
        r"\n## (\d+)\. [^#]*?```sh\n(sep-ledger .*)\n```", DOCUMENT.read_text()
    )
}
"""Of the questions that a command answers."""


def nodes(ask: Ask, name: str, **variables: Any) -> list[dict[str, Any]]:
    """All rows of a question that is one list, page by page."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        (page,) = ask(QUERIES[name], **variables, after=after).values()
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(found) == page["totalCount"]
            return found
        after = page["pageInfo"]["endCursor"]
