"""SIMCE by school, all grades and years."""

from sep_intake.layouts.results.simce.layout import Simce

__all__ = ["Simce"]
