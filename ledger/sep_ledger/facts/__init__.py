"""Appending the facts of a file: many at a time, each only where it says something new."""
