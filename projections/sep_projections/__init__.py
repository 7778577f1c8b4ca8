"""Read models: what each view is, how it is folded from events, how it is rebuilt.

A folder with `tables.sql` and `fold.sql` is a projection, named in `catalogue`. The `engine` folds
ranges of the log into them; `derivations` writes back the facts that follow from them, such as a
reclassification. `reads` asks them, `outcomes` reckons with what was read, `exports` and `ocds`
write it in the formats of others.
"""
