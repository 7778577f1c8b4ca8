"""Checking what was signed: one event, a published log, or the database itself."""
