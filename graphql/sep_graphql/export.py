"""Writes the published contract: `python -m sep_graphql.export` puts schema.graphql beside this."""

from pathlib import Path

from sep_graphql.schema import ledger_schema

CONTRACT = Path(__file__).with_name("schema.graphql")


def contract() -> str:
    """The schema in GraphQL's schema definition language."""
    return ledger_schema().as_str() + "\n"


if __name__ == "__main__":
    CONTRACT.write_text(contract(), encoding="utf-8")
