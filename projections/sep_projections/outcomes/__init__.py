"""Comparison of groups of schools: matching, balance and estimates, as pure functions."""
