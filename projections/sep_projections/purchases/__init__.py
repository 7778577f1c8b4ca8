"""Public purchase orders and their items."""
