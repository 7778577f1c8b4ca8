"""Convenios: what they are, their terms in money, and when they end."""
