"""The log as its readers see it: events, coverage of datasets, known names, versions of data."""
