"""Whether the views are what the log makes of them, and the schemas what this version makes."""
