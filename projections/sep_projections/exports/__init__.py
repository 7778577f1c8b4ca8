"""The journal and outcomes in the formats of other tools. Reading and rendering; no files, no HTTP."""
