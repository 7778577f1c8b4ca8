"""A year of bank lines and book entries of which it is known what belongs to what."""
