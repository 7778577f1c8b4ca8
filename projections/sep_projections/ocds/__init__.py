"""Contracts with advisers as Open Contracting data (OCDS 1.1): one release per event, and records.

https://standard.open-contracting.org/1.1/en/. Reading and shaping; no files, no HTTP.
"""
