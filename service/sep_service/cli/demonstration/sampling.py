"""`sep-ledger sample`: a fictional country in the official layouts."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sep_service.cli.context import Context
from sep_service.cli.spanish import count_of, say, spelt_number

if TYPE_CHECKING:
    from sep_sample import SampleSummary

_NOT_INSTALLED = (
    "La muestra no viene con esta instalación; se agrega con: pip install 'sep-ledger[demo]'"
)
_YEARS = re.compile(r"^(\d{4})-(\d{4})$")


def years_between(text: str) -> range:
    """`2014-2025` as a range, both ends included. Raises typer.BadParameter."""
    match = _YEARS.match(text)
    if match is None or int(match[1]) > int(match[2]):
        raise typer.BadParameter(f"{text!r} is no span of years; expected FIRST-LAST")
    return range(int(match[1]), int(match[2]) + 1)


def sample(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(help="Where to write the files.")],
    *,
    schools: Annotated[int, typer.Option(help="How many schools.")] = 60,
    years: Annotated[str, typer.Option(help="First and last year, as 2014-2025.")] = "2014-2025",
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    pupils: Annotated[bool, typer.Option(help="Write student-level files too.")] = True,
) -> None:
    """Write a fictional country in the official layouts, with anomalies and their answer key."""
    own: Context = context.obj
    summary = generate_with_progress(
        own, directory, schools=schools, years=years_between(years), seed=seed, pupils=pupils
    )
    for line in _told(summary):
        say(own.out, line)


def _told(summary: "SampleSummary") -> tuple[str, str]:
    written = (
        f"{count_of(summary.files, 'archivo', 'archivos')} ({spelt_number(summary.bytes)} bytes)"
    )
    schools = count_of(summary.schools, "escuela", "escuelas")
    years = f"de {summary.years[0]} a {summary.years[-1]}"
    planted = count_of(summary.anomalies, "anomalía", "anomalías")
    left_out = ", ".join(summary.rules_left_out)
    unfit = f"; no cupieron las reglas {left_out}" if left_out else ""
    return (
        f"Se escribieron {written} en {summary.directory}: {schools}, {years}.",
        f"Llevan {planted} con su clave{unfit}.",
    )


def generate_with_progress(
    own: Context, directory: Path, *, schools: int, years: range, seed: int, pupils: bool
) -> "SampleSummary":
    """Generates with a bar.

    Raises typer.BadParameter where the country would be too small, and typer.Exit(2) where the
    package of the sample is not installed, as in the production image.
    """
    try:
        from sep_sample import generate  # noqa: PLC0415 - an installation may do without it
    except ModuleNotFoundError:
        own.err.print(_NOT_INSTALLED)
        raise typer.Exit(2) from None
    with own.progress() as progress:
        task = progress.add_task("Generando la muestra", total=1.0, detail="")

        def tell(step: str, done: float) -> None:
            progress.update(task, completed=done, detail=step)

        try:
            return generate(
                directory, schools=schools, years=years, seed=seed, pupils=pupils, progress=tell
            )
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
