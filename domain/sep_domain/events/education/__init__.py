"""Facts about schools, pupils, their results and their improvement."""
