"""The fictional country: its ground, its holders, its schools, and repeatable chance."""
