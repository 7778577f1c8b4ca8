"""The journal and outcomes in formats of other tools. Reading and rendering; no files, no HTTP."""
