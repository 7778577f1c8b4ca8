"""SIMCE by school, all grades and years."""

from sep_ledger.importing.layouts.simce.layout import Simce

__all__ = ["Simce"]
