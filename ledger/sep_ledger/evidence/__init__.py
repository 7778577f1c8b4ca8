"""Evidence: that an event was recorded, and that history was not rewritten since.

The log is a Merkle tree (RFC 9162) whose root is signed now and then. Whoever keeps one signed
checkpoint can later prove any change of what came before it. `docs/evidence.md` tells an outsider
what is signed and how to check it.

- `leaf` says what of an event is hashed, `merkle` how hashes become a root and a proof; `tiles`
  and `notes` are the C2SP formats; `checkpoints` is what is signed. These do no input or output.
- `store` reads the tree from the database, `growth` grows it, `signing` signs its root, `keyfile`
  keeps the private key, `publishing` writes files for a web server.
- `bundle` proves one event and checks such a proof; `verifying` checks a published log, read
  through `sources`. Both check with a public key and without a database.
- `fsck` checks the database itself; `auditing` tells whether an event or the tree was altered. What
  they find is a `findings.Finding`.
"""
