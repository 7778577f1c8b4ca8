"""Evidence: that an event was recorded, and that history was not rewritten since.

The log is a Merkle tree (RFC 9162) whose root is signed now and then. Whoever keeps one signed
checkpoint can later prove any change of what came before it. `docs/evidence.md` tells an outsider
what is signed and how to check it.

- `formats` is what is hashed, proved and signed: the leaf of an event, the tree (`merkle`), C2SP's
  tiles and notes, checkpoints. No input or output.
- `store` reads the tree from the database.
- `writing` grows the tree, signs its root with the key of `keyfile`, and publishes files.
- `checking` checks one event (`bundle`), a published log (`verifying`, read through `sources`), or
  the database itself (`fsck`); `auditing` tells whether an event or the tree was altered. What they
  find is a `findings.Finding`.
"""
