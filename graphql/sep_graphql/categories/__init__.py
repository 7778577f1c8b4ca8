"""Performance categories of schools, and their changes."""
