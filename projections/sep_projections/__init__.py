"""Read models: what each view is, how it is folded from events, how it is rebuilt and read.

One subject, one room: its `projection` names what it folds, with `<name>_tables.sql` and
`<name>_fold.sql` beside it; its other modules hold rows, filters and lists, each with its
statements in the `.sql` of its name. `catalogue` names all projections.

What no subject owns: `engine` folds ranges of the log, `derivations` writes back the facts that
follow from them, `reading` reads lists at a known position, `exports` and `ocds` write in the
formats of others.
"""
