"""What one person prepares and another approves, where the sostenedor says so."""
