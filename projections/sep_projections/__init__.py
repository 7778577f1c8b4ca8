"""Read models: what each view is, how it is folded from events, how it is rebuilt.

Each folder here is one projection: `tables.sql` and `fold.sql`, named in `catalogue`. The `engine`
folds ranges of the log into them; `derivations` writes back the facts that follow from them, such
as a reclassification.
"""
