"""What is left of each fund: statements, totals, and amounts that are kept apart."""
