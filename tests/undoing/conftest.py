"""A ledger with every view installed."""

from tests.projections.conftest import connection, prepared, prepared_template

__all__ = ["connection", "prepared", "prepared_template"]
