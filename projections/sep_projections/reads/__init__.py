"""Reading the read models: named SQL, typed rows, keyset pages, always as known at a position."""
