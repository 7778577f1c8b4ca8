"""Double entry: the journal, its accounts, and the months that are closed."""
