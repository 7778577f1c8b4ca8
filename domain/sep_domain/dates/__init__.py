"""Days, business days, months and school years."""
