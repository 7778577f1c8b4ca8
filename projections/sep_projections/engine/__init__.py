"""Folding the log into read models, range by range, exactly once."""
