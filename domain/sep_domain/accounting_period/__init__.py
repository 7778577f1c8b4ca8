"""A month of a sostenedor's books: closed, and opened again with a reason."""
