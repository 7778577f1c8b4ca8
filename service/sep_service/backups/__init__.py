"""Backups of the private PostgreSQL: taking them, and going back to a moment or a position."""
