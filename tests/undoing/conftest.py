"""A ledger with every view installed."""

from tests.projections.conftest import prepared, prepared_template

__all__ = ["prepared", "prepared_template"]
