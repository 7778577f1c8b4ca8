"""The import of files, from the folders that a person names to the facts in the log."""
