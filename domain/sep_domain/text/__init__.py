"""Text: what can be stored, how it is quoted, and which name is nearest."""
