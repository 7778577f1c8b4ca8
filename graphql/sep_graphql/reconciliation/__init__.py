"""Bank lines matched with books: what is proposed, confirmed and still open."""
