"""`sep-ledger query`: a GraphQL document from a file or standard input, answered as JSON."""

import asyncio
import sys
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from sep_service.cli.context import Context

EXAMPLES = ("auditor", "sostenedor", "ministerio", "integrador", "contadora")
"""One query for each kind of user, kept beside the schema."""

_FAILED = 1


def example(name: str) -> str:
    """The text of an example query."""
    folder = resources.files("sep_graphql") / "examples"
    return (folder / f"{name}.graphql").read_text(encoding="utf-8").strip()


def query(
    context: typer.Context,
    document: Annotated[
        str,
        typer.Argument(help=f"A file, - for standard input, or one of: {', '.join(EXAMPLES)}."),
    ] = "-",
    variables: Annotated[str, typer.Option(help="Variables as a JSON object.")] = "{}",
) -> None:
    """Answer a GraphQL query without a running service; exit code 1 where it has errors."""
    from sep_service.app import answer  # noqa: PLC0415  a second to load

    own: Context = context.obj
    text, values = _read(document), _variables(variables)
    with own.database() as conninfo:
        result = asyncio.run(answer(own.settings, conninfo, text, values))
    typer.echo(orjson.dumps(result, option=orjson.OPT_INDENT_2))
    if result.get("errors"):
        raise typer.Exit(_FAILED)


def _read(document: str) -> str:
    if document == "-":
        return sys.stdin.read()
    if document in EXAMPLES:
        return example(document)
    path = Path(document)
    if not path.is_file():
        raise typer.BadParameter(f"no such file: {document}")
    return path.read_text(encoding="utf-8")


def _variables(text: str) -> dict[str, Any]:
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter(f"variables are not JSON: {error}") from error
    if not isinstance(values, dict):
        raise typer.BadParameter("variables must be a JSON object")
    return values
