"""What a query may be given: scalars, instants and flags."""
