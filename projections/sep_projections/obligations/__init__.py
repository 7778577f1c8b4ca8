"""Who owes what by when, and what is blocked meanwhile."""
