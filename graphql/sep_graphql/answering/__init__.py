"""How a question is answered: its context, limits, errors, lists, and what every type shares."""
