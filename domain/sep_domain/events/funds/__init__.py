"""Facts about money: paid, owed, spent, accounted for, given back."""
