"""What became of schools: groups compared, spending beside results. Reckoned by pure functions."""
