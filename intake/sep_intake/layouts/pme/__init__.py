"""Improvement plans: the templates of a sostenedor, and what the ministry publishes."""
