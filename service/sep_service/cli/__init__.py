"""The command line, `sep-ledger`.

Tables for people are in Spanish; `--json` gives programs the same. Exit codes: 0 done, 1 failed,
2 wrong usage, 3 done in part (some files refused or rows rejected), 4 evidence of tampering.
"""

from sep_service.cli.app import main

__all__ = ["main"]
