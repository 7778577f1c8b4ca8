"""The projection of bank reconciliations, and the rule that runs the matching over what is known.

It opens like the other folders of projections; `reconciling` is what `sep-ledger reconcile` runs.
"""
