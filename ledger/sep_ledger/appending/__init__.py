"""Appending event by event: many appends to a commit, each of which stands or falls alone."""
