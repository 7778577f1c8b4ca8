"""Sanction proceedings of the Superintendencia, as an entity."""
