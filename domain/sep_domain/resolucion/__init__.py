"""Resolutions: what an authority orders, by which article, and how it is challenged."""
