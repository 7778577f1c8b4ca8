"""An OCDS release: its parts and how they are put together."""
