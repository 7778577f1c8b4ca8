"""The commands that write what the ledger holds to files."""
