"""Convenios: signed, renewed, ended; and applications that nobody answered."""
