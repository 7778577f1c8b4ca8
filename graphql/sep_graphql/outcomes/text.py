"""What must be said with a comparison, in Spanish sentences."""

from collections.abc import Iterator
from decimal import Decimal

from sep_projections.outcomes.comparison import Comparison
from sep_projections.outcomes.comparison_series import Estimate

_ASSOCIATION = (
    "Es una asociación: el grupo puede diferir de los demás en algo que no se midió, "
    "y nada aquí dice qué produjo el cambio."
)


def notes_on(found: Comparison) -> list[str]:
    """The sentences that hold for this comparison, the general one first."""
    return [_ASSOCIATION, *_on_sample(found), *_on_rise(found), *_on_placebos(found)]


def _on_sample(found: Comparison) -> Iterator[str]:
    asked, used = len(found.group), len(found.sample.group())
    if used < asked:
        yield (
            f"De {asked} establecimientos del grupo, {used} están en la estimación; "
            "los demás quedaron fuera por los motivos que se indican."
        )
    if found.estimate.difference is None:
        yield (
            f"No se muestra la diferencia: se necesitan {found.minimums.for_interval} "
            f"establecimientos de cada lado y hay {used} y {len(found.sample.weights())}."
        )


def _on_rise(found: Comparison) -> Iterator[str]:
    changes = [found.estimate.compared.change, found.same_band_change().change]
    for name, change in zip(
        ("Los establecimientos comparables", "Todos los del mismo tramo de puntaje inicial"),
        changes,
        strict=True,
    ):
        if change is not None:
            yield f"{name} variaron {_points(change)} en los mismos años."


def _on_placebos(found: Comparison) -> Iterator[str]:
    for one in found.placebos:
        if one.difference and not one.difference.low <= 0 <= one.difference.high:
            yield (
                f"Entre {_years(one)}, antes de los años comparados, los dos lados ya se "
                "separaban: la diferencia posterior dice menos."
            )


def _points(change: Decimal) -> str:
    return f"{change:+} puntos".replace(".", ",")


def _years(one: Estimate) -> str:
    return f"{one.before[0]} y {one.after[0]}"
