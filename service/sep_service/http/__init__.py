"""What every door on HTTP shares: bodies, answers, problems in Spanish."""
