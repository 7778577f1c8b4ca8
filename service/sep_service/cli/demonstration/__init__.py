"""The commands that show the ledger with the fictional country."""
