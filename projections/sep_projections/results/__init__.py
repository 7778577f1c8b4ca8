"""National test results, and their series."""
