"""Improvements paid with a credit, and the Consejo Escolar that is consulted on them."""
