"""What became of the rows of a file, and what the import asks before it goes on."""
