"""The commands on stored documents and on evidence of the log."""
