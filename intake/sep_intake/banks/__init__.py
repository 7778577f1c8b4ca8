"""Bank statements in the formats that banks write.

Each becomes a table with the columns of our own template `movimientos_bancarios`, so that rows are
read, rejected and recorded as there. Whose account it is no statement says; `cuentas.toml` beside
the file does (`accounts`).
"""
