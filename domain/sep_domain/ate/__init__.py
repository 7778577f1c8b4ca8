"""External advisers (ATE) as something that decides: the registry's entries and the contracts."""
