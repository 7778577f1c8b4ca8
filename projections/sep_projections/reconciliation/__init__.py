"""Bank lines matched with books, and the rule that runs the matching over what is known."""
