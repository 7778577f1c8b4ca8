"""The yearly rendición de cuentas of a school and subvención, as something that decides."""
