"""What the bank shows against what the books say: matching, and the month of an account.

`sides` are the two sides, `evidence` what speaks for a match, `matching` finds matches, `month`
decides on them, and `statement` is the conciliación bancaria that results.
"""
