"""Schools, their pupils, and who holds them."""
