"""How people and programs reach the ledger; the one place that puts every part together."""
