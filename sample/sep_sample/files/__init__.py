"""One writer per official file, faithful to its columns, its encoding and its oddities."""
