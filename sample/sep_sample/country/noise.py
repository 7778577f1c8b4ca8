"""Chance that can be repeated: every draw depends on the seed, a topic and its keys alone.

A draw never depends on how many others came before it, so that one more school or one year less
leaves the rest of the country as it was. Tables draw whole columns with the SplitMix64 mixer in
64-bit integers, which gives the same numbers on every machine and version of polars.
"""

import hashlib
from dataclasses import dataclass
from random import Random

import polars as pl

_WORDS = 1 << 64
_GOLDEN = 0x9E3779B97F4A7C15
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB


@dataclass(frozen=True, slots=True)
class Noise:
    """The chance of one sample, told apart by topic."""

    seed: int

    def stream(self, topic: str, *keys: object) -> Random:
        """A generator for one thing: the same seed, topic and keys give the same sequence."""
        name = "/".join(map(str, (self.seed, topic, *keys)))
        return Random(name)  # noqa: S311 a sample wants repeatable chance, not secrets

    def integers(self, topic: str, low: int, high: int, *columns: str | pl.Expr) -> pl.Expr:
        """A column of whole numbers in [low, high], one draw per distinct row of the columns."""
        # Each key enters the expression once: mixing key by key would double it at every step.
        state = _word(self._topic_word(topic))
        for place, column in enumerate(columns, start=1):
            key = pl.col(column) if isinstance(column, str) else column
            state = state + key.cast(pl.UInt64) * _word(_GOLDEN * (2 * place + 1) % _WORDS)
        return (_mixed(state) % _word(high - low + 1)).cast(pl.Int64) + low

    def _topic_word(self, topic: str) -> int:
        digest = hashlib.sha256(f"{self.seed}/{topic}".encode()).digest()
        return int.from_bytes(digest[:8])


def _mixed(state: pl.Expr) -> pl.Expr:
    state = (state ^ _shifted_right(state, 30)) * _word(_MIX_1)
    state = (state ^ _shifted_right(state, 27)) * _word(_MIX_2)
    return state ^ _shifted_right(state, 31)


def _shifted_right(state: pl.Expr, bits: int) -> pl.Expr:
    return state // _word(1 << bits)


def _word(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)
