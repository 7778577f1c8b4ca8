"""The answer key: which school plays which anomaly, in which year, and what it comes to."""
