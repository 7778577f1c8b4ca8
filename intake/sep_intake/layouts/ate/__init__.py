"""Contracts with technical advisers, the advisers, and related parties."""
