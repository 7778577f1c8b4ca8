"""Results of schools: SIMCE and the performance category."""
