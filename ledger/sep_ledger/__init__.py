"""The append-only event log: append, read, subscribe, import, prove."""
