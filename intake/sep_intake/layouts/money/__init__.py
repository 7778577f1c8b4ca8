"""Money paid, spent, declared, banked and accounted for."""
