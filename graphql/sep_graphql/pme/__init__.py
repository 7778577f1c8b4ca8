"""Improvement plans: actions, budget, execution, and what the ministry publishes of them."""
