"""One module per dataset: its columns, its codings, its traps."""
