"""Lists, a page at a time, in both directions."""
