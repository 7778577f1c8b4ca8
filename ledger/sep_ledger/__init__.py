"""The append-only event log: append, read, subscribe, prove.

Where to find what:

- `application.Ledger` is the log as an application of the `eventsourcing` library, `recorder` what
  stands behind the library's interface.
- `records` has the two forms of an event, stored and decoded, and the mapper between them.
- `appending` writes events, many appends to a commit; `facts` appends those of files.
- `reading` reads the log, tells which log it is, and follows what comes next.
- `commands` handles commands on entities.
- `documents` keeps the evidence that decisions point to, and `evidence` proves that the log was
  not rewritten.
- `database` has what all of them ask the database by: schema, named statements, questions.
"""
