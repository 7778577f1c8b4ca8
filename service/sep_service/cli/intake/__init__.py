"""The commands that take files in, and tell about each import."""
