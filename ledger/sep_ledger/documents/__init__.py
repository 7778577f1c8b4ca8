"""Evidence documents: their content, kept beside the log under the SHA-256 of its bytes.

- `receiving` hashes bytes as they come, in a file without a name;
- `store` keeps them, once each, on a file system or in an S3-compatible store, and gives them back
  only after it has hashed them again;
- `checking` holds every document that an event of the log points to against what is kept.
"""
