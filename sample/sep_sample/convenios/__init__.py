"""Convenios, and what authorities decide about them."""
