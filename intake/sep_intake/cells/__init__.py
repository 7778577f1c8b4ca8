"""What a cell may say, where it stands, and what is said of it where it cannot be read."""
