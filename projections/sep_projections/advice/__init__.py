"""Schools under the care of advisers, and what became of their results."""
