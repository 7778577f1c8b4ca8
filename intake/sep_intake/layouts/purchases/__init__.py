"""Public purchases: orders, and OCDS releases."""
