"""The market of advisers: who is certified, who hires whom, and what goes wrong."""
