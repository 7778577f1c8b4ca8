"""The law, money, identifiers and events of the subvención escolar preferencial: pure, no I/O."""
