"""One module per dataset, in the room of its subject: its columns, its codings, its traps."""
