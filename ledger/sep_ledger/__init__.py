"""The append-only event log: append, read, subscribe, prove.

Where to find what:

- `schema.migrate` brings a database up to date, ours or another package's schema.
- `bulk.FactAppend` appends the facts of a file; `bulk.StagedFact` is a row on its way in, and
  `encoding` packs many at once.
- `application.Ledger` is the log as an application of the `eventsourcing` library, for entities
  that decide; `recording.RecordedEvent` is an event with its stream, version and provenance.
- `commanding.Commanding` handles commands on entities; `command_case` decides on one of them.
- `reading` has `read_events`, `head`, `position_at` and what can be selected; `following` has
  `follow` and `follow_sync` for what comes next; `wakeups.Wakeups` lets many followers share one
  listening connection.
- `group_commit` lets appends share a commit, `appending` writes one such batch.
- `recorder.LedgerRecorder`, `mapper.LedgerMapper` and `subscription.LedgerSubscription` stand
  behind the library's interfaces.
- `documents` keeps the evidence that decisions point to, and `evidence` proves that the log was
  not rewritten.
"""
