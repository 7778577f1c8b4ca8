"""How views are read: at a known position, filtered, page by page, counted."""
